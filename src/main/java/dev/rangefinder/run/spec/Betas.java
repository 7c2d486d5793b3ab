package dev.rangefinder.run.spec;

import dev.rangefinder.shared.Check;
import java.util.List;

/** How much of the running means of the gradient and of its square is kept at a step: torch's {@code betas}. */
final class Betas {

    static final List<Double> USUAL = List.of(0.9, 0.999);

    private Betas() {}

    /** Refuses what no optimizer of Adam's family can have. */
    static void check(List<Double> betas, double eps, double weightDecay) {
        Check.fields()
                .that(
                        betas.size() == 2 && betas.stream().allMatch(beta -> beta >= 0 && beta < 1),
                        "betas",
                        betas,
                        "two numbers from 0 up to, not including, 1")
                .positive("eps", eps)
                .notNegative("weight_decay", weightDecay)
                .orThrow();
    }
}
