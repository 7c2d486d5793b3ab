package dev.rangefinder.shared.files;

/** Files that are no longer what their name, a hash, says. */
public class DamagedContentException extends RuntimeException {

    DamagedContentException(String what) {
        super(
                "%s is damaged on disk: its files are not those that were received. Upload the same once more, which repairs it."
                        .formatted(what));
    }
}
