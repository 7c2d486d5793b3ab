package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rangefinder.shared.Json;
import dev.rangefinder.testing.Python;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies against the PyTorch of this machine, where one of its Pythons has it. */
class RealTorchTests {

    private static final int ITERATIONS = 200;

    /** Prints the rate and the momentum before every step, one iteration to a line. */
    private static final String SCRIPT = """
            import torch
            weight = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
            optimizer = torch.optim.SGD([weight], lr=%s, momentum=0.9)
            scheduler = torch.optim.lr_scheduler.%s
            for _ in range(%d):
                group = optimizer.param_groups[0]
                print(float(group["lr"]), float(group["momentum"]))
                optimizer.step()
                scheduler.step()
            """;

    private static @Nullable Python started;

    @BeforeAll
    static void findTorch() throws IOException, InterruptedException {
        started = Python.with("torch").orElse(null);
        assumeTrue(started != null, "skipped: no python3 of this machine has torch");
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CyclicLR(optimizer, 0.001, 0.006, 20) | 0.006"
                        + " | {'policy': 'triangular', 'base_lr': 0.001, 'max_lr': 0.006, 'step_size': 20,"
                        + " 'cycle_momentum': true}",
                "CyclicLR(optimizer, 0.01, 0.026, 7, 12, mode='triangular2') | 0.026"
                        + " | {'policy': 'triangular2', 'base_lr': 0.01, 'max_lr': 0.026, 'step_size_up': 7,"
                        + " 'step_size_down': 12, 'cycle_momentum': true}",
                "CyclicLR(optimizer, 0.1, 0.9, 9, 4, mode='exp_range', gamma=0.97) | 0.9"
                        + " | {'policy': 'exp_range', 'base_lr': 0.1, 'max_lr': 0.9, 'step_size_up': 9,"
                        + " 'step_size_down': 4, 'gamma': 0.97, 'cycle_momentum': true}",
                "OneCycleLR(optimizer, 0.1, total_steps=201) | 0.1"
                        + " | {'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 201}",
                "OneCycleLR(optimizer, 0.1, total_steps=237, pct_start=0.4, anneal_strategy='linear',"
                        + " three_phase=True, div_factor=10, final_div_factor=100) | 0.1"
                        + " | {'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 237, 'pct_start': 0.4,"
                        + " 'anneal_strategy': 'linear', 'three_phase': true, 'div_factor': 10,"
                        + " 'final_div_factor': 100}",
                "OneCycleLR(optimizer, 0.1, total_steps=201, pct_start=0.0) | 0.1"
                        + " | {'policy': 'one_cycle', 'max_lr': 0.1, 'total_steps': 201, 'pct_start': 0}",
                "CosineAnnealingWarmRestarts(optimizer, 10, 2, 0.001) | 0.1"
                        + " | {'policy': 'cosine_restarts', 'eta_max': 0.1, 'T_0': 10, 'T_mult': 2,"
                        + " 'eta_min': 0.001}",
                "CosineAnnealingWarmRestarts(optimizer, 13) | 0.1"
                        + " | {'policy': 'cosine_restarts', 'eta_max': 0.1, 'T_0': 13}",
                "CosineAnnealingLR(optimizer, 200, 0.002) | 0.1"
                        + " | {'policy': 'cosine', 'eta_max': 0.1, 'T_max': 200, 'eta_min': 0.002}",
                "MultiStepLR(optimizer, [30, 80], 0.2) | 0.1"
                        + " | {'policy': 'step', 'lr': 0.1, 'milestones': [30, 80], 'factor': 0.2}",
                "ExponentialLR(optimizer, 0.98) | 0.1 | {'policy': 'exp', 'max_lr': 0.1, 'gamma': 0.98}",
                "PolynomialLR(optimizer, 150, 2.0) | 0.1"
                        + " | {'policy': 'polynomial', 'lr': 0.1, 'total_steps': 150, 'power': 2}",
            })
    void thePolicyGivesTheRatesOfTorch(String scheduler, double lr, String policy) throws IOException {
        Python python = Objects.requireNonNull(started);
        String name = scheduler.substring(0, scheduler.indexOf('('));
        String has = "import torch.optim.lr_scheduler as there; print(hasattr(there, '%s'))".formatted(name);
        assumeTrue(python.run(has).strip().equals("True"), "skipped: this torch has no " + name);
        Schedule schedule = Json.MAPPER.readValue(policy.replace('\'', '"'), Schedule.class);
        String[] lines = python.run(SCRIPT.formatted(lr, scheduler, ITERATIONS)).split("\n", -1);
        assertThat(lines).hasSize(ITERATIONS + 1);
        for (int i = 0; i < ITERATIONS; i++) {
            String[] printed = lines[i].split(" ", -1);
            assertThat(schedule.learningRate(i)).isCloseTo(Double.parseDouble(printed[0]), within(1e-12 * lr));
            assertThat(schedule.momentum(i).orElse(0.9)).isCloseTo(Double.parseDouble(printed[1]), within(1e-12));
        }
    }
}
