package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoliciesTests {

    @Test
    void everyPolicyHasItsNameAndThoseOfItsParameters() {
        assertThat(Policies.names()).contains("fixed", "ladder", "triangular", "triangular2");
        assertThat(Policies.parameters("cosine_restarts")).contains("eta_max", "T_0", "restart_decay");
        assertThat(Policies.parameters("triangular")).contains("base_lr", "step_size", "step_size_up", "window");
        assertThat(Policies.parameters("composite")).doesNotContain("stages");
        assertThat(Policies.nameOf(new Fixed(0.1))).isEqualTo("fixed");
    }

    @Test
    void anUnknownPolicyHasNoParameters() {
        assertThat(Policies.parameters("guess")).isEmpty();
    }
}
