package dev.rangefinder.run.spec;

import dev.rangefinder.shared.Check;
import java.util.List;

/** How much of the running means of the gradient and of its square is kept at a step: torch's {@code betas}. */
final class Betas {

    static final List<Double> USUAL = List.of(0.9, 0.999);

    private Betas() {}

    static void check(Check fields, List<Double> betas) {
        fields.that(
                betas.size() == 2 && betas.stream().allMatch(beta -> beta >= 0 && beta < 1),
                "betas",
                betas,
                "two numbers from 0 up to, not including, 1");
    }
}
