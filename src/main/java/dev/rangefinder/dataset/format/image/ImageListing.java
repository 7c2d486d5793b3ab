package dev.rangefinder.dataset.format.image;

import dev.rangefinder.dataset.format.file.InvalidFileException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Images by their names, one after the other, wherever they are. */
interface ImageListing {

    /** The next image; what is none is passed over. */
    Optional<ImageName> nextName() throws IOException;

    /** The files so far that are no images, hidden ones and those that systems add among them. */
    List<String> passedOver();

    /** A problem with what is listed. */
    InvalidFileException invalid(String found, String expected);
}
