package dev.rangefinder.dataset.samples;

import dev.rangefinder.model.spec.Shape;

/** What the bytes of a stored data set mean. */
public record Layout(Shape shape, ElementType element, int classes, int trainSamples, int testSamples) {

    public long sampleBytes() {
        return (long) shape.size() * element.bytes();
    }
}
