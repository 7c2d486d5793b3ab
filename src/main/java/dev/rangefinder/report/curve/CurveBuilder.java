package dev.rangefinder.report.curve;

import dev.rangefinder.curve.Divergence;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.spec.EarlyStopping;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.StopRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Draws a curve from what was reported, iteration after iteration, up to the one at which the training loop of this
 * service would have ended. So the curve does not depend on how the reports were cut, or in which order they came.
 */
public final class CurveBuilder {

    private final LossKind kind;
    private final RunningMeanDecoder decoder;
    private final Divergence divergence;
    private final EarlyStopping stopping;
    private @Nullable EndReason end;

    /** At the beginning. */
    public CurveBuilder(Reporting reporting, StopRule rule) {
        this(reporting, rule, new RunningMeanDecoder(reporting.smoothing()), new Divergence());
    }

    /** Where another one was, which had not come to an end. */
    public CurveBuilder(Reporting reporting, StopRule rule, double[] memory) {
        this(
                reporting,
                rule,
                new RunningMeanDecoder(reporting.smoothing(), memory),
                new Divergence(Arrays.copyOfRange(memory, RunningMeanDecoder.MEMORY, memory.length)));
    }

    private CurveBuilder(Reporting reporting, StopRule rule, RunningMeanDecoder decoder, Divergence divergence) {
        this.kind = reporting.loss();
        this.decoder = decoder;
        this.divergence = divergence;
        this.stopping = new EarlyStopping(rule, divergence);
    }

    public double[] memory() {
        double[] ofLosses = divergence.memory();
        double[] memory = Arrays.copyOf(decoder.memory(), RunningMeanDecoder.MEMORY + ofLosses.length);
        System.arraycopy(ofLosses, 0, memory, RunningMeanDecoder.MEMORY, ofLosses.length);
        return memory;
    }

    /**
     * Goes on.
     *
     * @param reported in the order of iterations, after all that came before
     * @return the points that the curve gains; the last one is that of the end, if this came to it
     */
    public List<Observation> read(List<ReportedObservation> reported) {
        List<Observation> points = new ArrayList<>(reported.size());
        for (ReportedObservation observation : reported) {
            if (end != null) {
                break;
            }
            loss(observation).ifPresent(loss -> {
                points.add(observation.drawn(loss));
                end = stopping.after(loss).orElse(null);
            });
        }
        return points;
    }

    /** Empty where the iteration is no point of the curve. */
    private OptionalDouble loss(ReportedObservation observation) {
        if (observation.skipped()) {
            decoder.skip(observation.iteration());
            return OptionalDouble.empty();
        }
        return switch (kind) {
            case BATCH -> OptionalDouble.of(observation.loss());
            case RUNNING_MEAN -> decoder.loss(observation.iteration(), observation.loss());
        };
    }

    /** Why the training is to stop, once it is. */
    public Optional<EndReason> end() {
        return Optional.ofNullable(end);
    }
}
