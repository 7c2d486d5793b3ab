package dev.rangefinder.report.curve;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.rangefinder.shared.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a run will be reported.
 *
 * @param ranks how many processes report the same training
 * @param smoothing of an exponential mean, {@code m_i = smoothing * m_(i-1) + (1 - smoothing) * loss_i},
 *     {@code m_0 = loss_0}; absent where all iterations weigh the same
 */
public record Reporting(int ranks, LossKind loss, @Nullable Double smoothing) {

    /** One process, which reports the loss of each batch. */
    public static final Reporting PLAIN = new Reporting(1, LossKind.BATCH, null);

    /** The largest trainings that are published had some thousand; one of each node is enough here. */
    private static final int MOST_RANKS = 1024;

    public Reporting {
        Check.fields()
                .between("ranks", ranks, 1, MOST_RANKS)
                .present("loss", loss)
                .that(
                        smoothing == null || (smoothing > 0 && smoothing < 1 && loss == LossKind.RUNNING_MEAN),
                        "smoothing",
                        smoothing,
                        "a number above 0 and below 1 with a running_mean, or nothing")
                .orThrow();
    }

    @JsonCreator
    public static Reporting of(@Nullable Integer ranks, @Nullable LossKind loss, @Nullable Double smoothing) {
        return new Reporting(
                Objects.requireNonNullElse(ranks, PLAIN.ranks),
                Objects.requireNonNullElse(loss, PLAIN.loss),
                smoothing);
    }

    /** Whether the curve holds every observation as it came, so that it need not be kept a second time. */
    @JsonIgnore
    public boolean isAsDrawn() {
        return ranks == 1 && loss == LossKind.BATCH;
    }
}
