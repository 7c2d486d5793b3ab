package dev.rangefinder.model.spec;

import dev.rangefinder.model.spec.Layer.Convolution;
import dev.rangefinder.model.spec.Layer.Linear;
import dev.rangefinder.model.spec.Layer.MaxPool;
import dev.rangefinder.model.spec.Layer.Relu;
import java.util.ArrayList;
import java.util.List;

/** Layers that fit one behind the other from an input shape to one output per class; others cannot exist. */
public record Network(Shape input, List<Layer> layers) {

    /**
     * Checks that the layers fit one behind the other.
     *
     * @throws DoesNotFitException if a layer would have nothing left to work on
     */
    public Network {
        layers = List.copyOf(layers);
        shapes(input, layers);
    }

    /** The shape in front of every layer, and behind the last: one more than there are layers. */
    public List<Shape> shapes() {
        return shapes(input, layers);
    }

    public long parameterCount() {
        List<Shape> shapes = shapes();
        long count = 0;
        for (int i = 0; i < layers.size(); i++) {
            long in = shapes.get(i).size();
            count += switch (layers.get(i)) {
                case Convolution c ->
                    ((long) c.kernel() * c.kernel() * shapes.get(i).channels() + 1) * c.channels();
                case Linear linear -> (in + 1) * linear.outputs();
                case MaxPool ignored -> 0;
                case Relu ignored -> 0;
            };
        }
        return count;
    }

    private static List<Shape> shapes(Shape input, List<Layer> layers) {
        List<Shape> shapes = new ArrayList<>(List.of(input));
        for (int i = 0; i < layers.size(); i++) {
            Shape in = shapes.getLast();
            Shape out = after(layers.get(i), in);
            if (out.height() < 1 || out.width() < 1 || out.channels() < 1) {
                throw new DoesNotFitException("layer %d, %s, has nothing left to work on: its input is %s"
                        .formatted(i + 1, layers.get(i).name(), in));
            }
            shapes.add(out);
        }
        return List.copyOf(shapes);
    }

    private static Shape after(Layer layer, Shape in) {
        return switch (layer) {
            case Convolution c ->
                new Shape(
                        in.height() + 2 * c.padding() - c.kernel() + 1,
                        in.width() + 2 * c.padding() - c.kernel() + 1,
                        c.channels());
            case MaxPool pool -> new Shape(in.height() / pool.kernel(), in.width() / pool.kernel(), in.channels());
            case Relu ignored -> in;
            case Linear linear -> new Shape(1, 1, linear.outputs());
        };
    }
}
