package dev.rangefinder.run.spec;

import dev.rangefinder.curve.Divergence;
import java.util.Optional;

/** Looks at the losses of a training, one after the other, and says when there is nothing more to see. */
public final class EarlyStopping {

    private final StopRule rule;
    private final Divergence divergence;

    public EarlyStopping(StopRule rule) {
        this(rule, new Divergence());
    }

    /** One that goes on where another was. */
    public EarlyStopping(StopRule rule, Divergence divergence) {
        this.rule = rule;
        this.divergence = divergence;
    }

    /** Why the training ends with this loss, if it does; afterwards there is nothing more to ask. */
    public Optional<EndReason> after(double loss) {
        if (!Double.isFinite(loss)) {
            return Optional.of(EndReason.NOT_FINITE);
        }
        boolean diverged = divergence.seenIn(loss);
        return diverged && rule == StopRule.DIVERGED ? Optional.of(EndReason.DIVERGED) : Optional.empty();
    }
}
