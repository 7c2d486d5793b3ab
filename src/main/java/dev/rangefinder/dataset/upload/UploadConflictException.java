package dev.rangefinder.dataset.upload;

import dev.rangefinder.shared.ConflictException;

/** A part that cannot be taken as the upload stands. */
public final class UploadConflictException extends ConflictException {

    private UploadConflictException(String message) {
        super("upload-conflict", message);
    }

    static UploadConflictException ofOffset(long offset, long received) {
        return new UploadConflictException(
                "?offset is %d, and %d bytes have come: go on from there.".formatted(offset, received));
    }

    static UploadConflictException ofWriting() {
        return new UploadConflictException(
                "Another request sends a part of this upload. If it was yours and broke off, it is given up within a minute; then ask how many bytes have come.");
    }

    static UploadConflictException ofLength(long most) {
        return new UploadConflictException(
                "The part goes on beyond the %d bytes that are missing, and none of it is kept.".formatted(most));
    }
}
