package dev.rangefinder.recommendation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * What the answer was read from; a part that could not be read is absent. In JSON the parts' fields are the evidence's
 * own.
 *
 * @param points observations with a usable rate, of all repeats together
 */
public record Evidence(
        int points,
        @JsonUnwrapped OfLoss loss,
        @JsonUnwrapped OfAccuracy accuracy,
        @JsonUnwrapped OfDivergence divergence,
        @JsonUnwrapped OfMemory memory) {

    /** Of curves that cannot be fitted. */
    public static Evidence withoutFit(int points) {
        return new Evidence(
                points,
                new OfLoss(null, null, null, null, null, null),
                new OfAccuracy(null, null),
                new OfDivergence(0, null),
                new OfMemory(null, null, null));
    }

    /**
     * What the losses show.
     *
     * @param initial median of the first losses
     * @param noise standard deviation from one iteration to the next
     * @param best lowest fitted value
     * @param edgeLr where the fit loses again what it had gained; the highest rate seen if it never did
     * @param gainShareBelowEdge the share of its gain that the fit has where max would be, of an optimizer with memory
     *     if it is not known to have none: little where the sweep was too fast
     */
    public record OfLoss(
            @JsonProperty("initial_loss") @Nullable Double initial,
            @JsonProperty("loss_noise") @Nullable Double noise,
            @JsonProperty("best_loss") @Nullable Double best,
            @JsonProperty("best_loss_lr") @Nullable Double bestLr,
            @JsonProperty("loss_edge_lr") @Nullable Double edgeLr,
            @Nullable Double gainShareBelowEdge) {}

    /**
     * What the accuracies show.
     *
     * @param gain from the first to the highest fitted one
     * @param edgeLr as of the loss
     */
    public record OfAccuracy(
            @JsonProperty("accuracy_gain") @Nullable Double gain,
            @JsonProperty("accuracy_edge_lr") @Nullable Double edgeLr) {}

    /**
     * What became of the repeats.
     *
     * @param repeats those that ended before the ladder did, with a loss that had diverged
     * @param lowestLr the lowest of the rates at which they ended
     */
    public record OfDivergence(
            @JsonProperty("diverged_repeats") int repeats,
            @JsonProperty("lowest_diverged_lr") @Nullable Double lowestLr) {}

    /**
     * How long the optimizer carries a step on.
     *
     * @param momentum what was said of it
     * @param forgetting how much of a residual lives on in the next iteration only, around the edge: a sign that there
     *     is no momentum
     * @param edgeDivisor by how much {@code max_lr} lies below the edge
     */
    public record OfMemory(
            @Nullable Double momentum,
            @Nullable Double forgetting,
            @Nullable Double edgeDivisor) {}
}
