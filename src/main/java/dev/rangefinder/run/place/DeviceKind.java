package dev.rangefinder.run.place;

import java.util.Locale;

/** What a slot trains on. */
public enum DeviceKind {
    CPU,
    GPU;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
