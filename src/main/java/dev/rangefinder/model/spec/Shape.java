package dev.rangefinder.model.spec;

/** The size of one sample: an image of {@code height × width × channels}, or a vector as {@code 1 × 1 × features}. */
public record Shape(int height, int width, int channels) {

    public int size() {
        return height * width * channels;
    }

    @Override
    public String toString() {
        return height + "×" + width + "×" + channels;
    }
}
