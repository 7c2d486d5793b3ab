package dev.rangefinder.dataset.samples;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.rangefinder.model.spec.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a stored data set mean.
 *
 * @param shape of one sample; of a text, of one token
 * @param classes of a text, how many kinds of tokens there are; of a regression 1, as many as a network has outputs
 */
public record Layout(Shape shape, ElementType element, Task task, int classes, int trainSamples, int testSamples) {

    /** A layout that was stored when there were only classes says no task. */
    public Layout(
            Shape shape, ElementType element, @Nullable Task task, int classes, int trainSamples, int testSamples) {
        this.shape = shape;
        this.element = element;
        this.task = task == null ? Task.CLASSIFICATION : task;
        this.classes = classes;
        this.trainSamples = trainSamples;
        this.testSamples = testSamples;
    }

    /** Of samples with classes. */
    public Layout(Shape shape, ElementType element, int classes, int trainSamples, int testSamples) {
        this(shape, element, Task.CLASSIFICATION, classes, trainSamples, testSamples);
    }

    /** Of samples with real numbers to be told. */
    public static Layout ofRegression(Shape shape, ElementType element, int trainSamples, int testSamples) {
        return new Layout(shape, element, Task.REGRESSION, 1, trainSamples, testSamples);
    }

    /** Of a text. */
    public static Layout ofText(int vocabulary, int trainTokens, int testTokens) {
        return new Layout(
                new Shape(1, 1, 1),
                ElementType.ofTokens(vocabulary),
                Task.NEXT_TOKEN,
                vocabulary,
                trainTokens,
                testTokens);
    }

    /**
     * What a text is cut into: whole windows one behind the other, each with a token more, which the last of the window
     * is followed by. Other data stay as they are.
     *
     * @param length of a window, in tokens; null for other data
     */
    public Layout inWindows(@Nullable Integer length) {
        return length == null || !isText()
                ? this
                : new Layout(
                        new Shape(1, length, 1),
                        element,
                        task,
                        classes,
                        (trainSamples - 1) / length,
                        (testSamples - 1) / length);
    }

    /** The same of samples of another shape. */
    public Layout withShape(Shape other) {
        return new Layout(other, element, task, classes, trainSamples, testSamples);
    }

    @JsonIgnore
    public boolean isText() {
        return task == Task.NEXT_TOKEN;
    }

    @JsonIgnore
    public boolean isRegression() {
        return task == Task.REGRESSION;
    }

    /** Whether the tokens of a text are its bytes, as far as their number says. */
    public boolean areBytes() {
        return isText() && classes == 1 << Byte.SIZE;
    }

    public long sampleBytes() {
        return (long) shape.size() * element.bytes();
    }

    /** What stands beside the samples: the tokens of a text are each other's labels. */
    public long labelBytes(int samples) {
        return isText() ? 0 : (long) samples * Integer.BYTES;
    }
}
