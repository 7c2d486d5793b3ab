package dev.rangefinder.dataset.samples;

/** How one value of a sample is stored. */
public enum ElementType {
    /** One unsigned byte: the pixels of images. */
    UINT8(1),
    /** Four bytes, IEEE 754, little-endian. */
    FLOAT32(4);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }
}
