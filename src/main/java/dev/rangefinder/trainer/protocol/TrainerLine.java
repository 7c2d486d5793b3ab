package dev.rangefinder.trainer.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.Flatness;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a trainer says to its server. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
public sealed interface TrainerLine {

    /** The engine is loaded and an order can come. */
    @JsonTypeName("ready")
    record Ready() implements TrainerLine {}

    /** A sign of life each second, while nothing else is to be said. */
    @JsonTypeName("alive")
    record Alive() implements TrainerLine {}

    /** The data are read and the first step is next; {@code provenance} is what made the curve, beside the order. */
    @JsonTypeName("started")
    record Started(Map<String, String> provenance) implements TrainerLine {}

    /** The next observations, in order, without gaps. */
    @JsonTypeName("observed")
    record Observed(List<Observation> observations) implements TrainerLine {}

    /**
     * The training is over and every observation has been written.
     *
     * @param flatness where it was asked for
     * @param waited the share of the training's time in which it waited for samples, behind the first batch
     */
    @JsonTypeName("ended")
    record Ended(
            EndReason reason,
            @Nullable Flatness flatness,
            @Nullable Double waited) implements TrainerLine {}

    /** The order asks for more memory than there is, and would again; {@code message} says of what, and how much. */
    @JsonTypeName("out_of_memory")
    record OutOfMemory(String message) implements TrainerLine {}

    /** The order cannot be carried out. */
    @JsonTypeName("failed")
    record Failed(String message) implements TrainerLine {}
}
