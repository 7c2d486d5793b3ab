package dev.rangefinder.trainer.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.rangefinder.trainer.djl.Weights.Parameter;
import java.util.List;
import java.util.stream.Stream;

/** Moves every parameter by the same {@link Rule}. */
final class RuleUpdate implements Update {

    private final Rule rule;
    private final List<Moved> parameters;
    private int steps;

    private record Moved(Parameter parameter, List<PtNDArray> memories) {}

    RuleUpdate(Rule rule, Weights weights) {
        this.rule = rule;
        this.parameters = weights.all().stream()
                .map(parameter -> new Moved(
                        parameter,
                        Stream.generate(() -> zerosLike(parameter.value()))
                                .limit(rule.memories())
                                .toList()))
                .toList();
    }

    private static PtNDArray zerosLike(PtNDArray array) {
        return JniUtils.zerosLike(array, DataType.FLOAT32, array.getDevice(), array.getSparseFormat());
    }

    @Override
    public void apply(double lr, PtNDManager scratch) {
        steps++;
        Step step = new Step(scratch);
        for (Moved moved : parameters) {
            PtNDArray weights = moved.parameter().value();
            Rule.Pace pace = new Rule.Pace(
                    lr * moved.parameter().rate(), moved.parameter().decay(), steps);
            rule.move(weights, moved.parameter().gradient(), moved.memories(), pace, step);
            JniUtils.zeroGrad(weights);
        }
    }
}
