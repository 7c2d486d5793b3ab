package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoliciesTests {

    @Test
    void everyPolicyHasItsNameAndThoseOfItsParameters() {
        assertThat(Policies.names()).contains("fixed", "ladder", "triangular", "triangular2");
        assertThat(Policies.parameters("triangular")).startsWith("base_lr", "max_lr", "step_size_up", "step_size_down");
        assertThat(Policies.nameOf(new Fixed(0.1))).isEqualTo("fixed");
    }

    @Test
    void anUnknownPolicyHasNoParameters() {
        assertThat(Policies.parameters("guess")).isEmpty();
    }
}
