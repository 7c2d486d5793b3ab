package dev.rangefinder.trainer.data;

import dev.rangefinder.model.spec.Shape;

/** What a network sees of a sample. */
interface ImageView {

    /** Of what is seen. */
    Shape shape();

    /**
     * Looks at a sample.
     *
     * @param values of the whole sample, preprocessed
     * @return an array that is used again for the next one
     */
    float[] of(float[] values);

    /** All of it. */
    static ImageView whole(Shape shape) {
        return new ImageView() {

            @Override
            public Shape shape() {
                return shape;
            }

            @Override
            public float[] of(float[] values) {
                return values;
            }
        };
    }
}
