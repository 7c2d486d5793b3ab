package dev.rangefinder.rangetest.submission;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a sweep starts and ends that names no rates, by its optimizer. A higher end costs little: a run that diverges is stopped. */
enum UsualRates {
    /** A step is the gradient's length: small with steep losses, far above 1 where gradients are clipped. */
    GRADIENT(1e-5, 10),
    /** A step is about as long as the rate, whatever the gradient (Kingma and Ba, arXiv 1412.6980, section 2.1). */
    NORMALISED(1e-6, 1),
    /** Its steps grow from nothing by themselves, so its rate is usually near 1 (Zeiler, arXiv 1212.5701). */
    ADADELTA(1e-3, 100),
    /** Both of the first two. */
    UNKNOWN(1e-6, 10);

    private final double startLr;
    private final double endLr;

    UsualRates(double startLr, double endLr) {
        this.startLr = startLr;
        this.endLr = endLr;
    }

    double startLr() {
        return startLr;
    }

    double endLr() {
        return endLr;
    }

    static UsualRates of(@Nullable String optimizer) {
        String name = optimizer == null ? "" : optimizer.toLowerCase(Locale.ROOT);
        if (name.contains("adadelta")) {
            return ADADELTA;
        }
        if (Stream.of("sgd", "momentum", "nesterov", "adagrad").anyMatch(name::contains)) {
            return GRADIENT;
        }
        return Stream.of("adam", "rmsprop", "lion", "lamb", "adafactor").anyMatch(name::contains)
                ? NORMALISED
                : UNKNOWN;
    }
}
