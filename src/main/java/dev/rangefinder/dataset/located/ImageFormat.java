package dev.rangefinder.dataset.located;

import dev.rangefinder.dataset.format.image.ImageReading;
import dev.rangefinder.dataset.samples.Layout;
import java.util.Map;

/** A form of data whose samples are PNG or JPEG images, each decoded when it is put into a batch. */
sealed interface ImageFormat extends LocatedFormat permits ImageDirectory, TarShards {

    /** To which shape, and which share is for testing. */
    ImageReading reading();

    @Override
    default Map<String, String> options() {
        return reading().said();
    }

    @Override
    default Decoding decoding(Layout layout) {
        return reading()::pixels;
    }
}
