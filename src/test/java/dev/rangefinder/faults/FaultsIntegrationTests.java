package dev.rangefinder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.SeparateProcessTest;
import dev.rangefinder.testing.ServerJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The campaign of {@link FaultsBench} in small, with every kind of fault at once. */
@SeparateProcessTest
class FaultsIntegrationTests {

    /** Any number will do; the moments still differ with the speed of the machine. */
    private static final long SEED = 1506;

    private static final CampaignPlan PLAN = new CampaignPlan(
            "all_at_once",
            new Work.Stub(40, Duration.ofMillis(250)),
            3,
            4,
            4,
            30,
            1,
            Map.of(
                    Fault.KILL_TRAINER, 10,
                    Fault.KILL_SERVER, 1,
                    Fault.FREEZE_SERVER, 2,
                    Fault.TERMINATE_SERVER, 1,
                    Fault.RESTART_DATABASE, 2),
            Duration.ofSeconds(3),
            6,
            Duration.ofMillis(500),
            Duration.ofMinutes(10));

    @Test
    void whateverDiesEveryRunEndsOnceAndNoStaleWriteIsAccepted() {
        Path directory = Installation.Site.freshDirectory();
        try (RestartablePostgres postgres = RestartablePostgres.start(directory)) {
            Installation.Site site = new Installation.Site(postgres, directory, ServerJvm.quickToStart());
            String report = new Campaign(PLAN, SEED, site).run().report();
            String struck = report.lines()
                    .filter(line -> line.startsWith("In "))
                    .findFirst()
                    .orElseThrow();
            PLAN.faults().forEach((fault, times) -> assertThat(struck).contains("%d × %s".formatted(times, fault)));
        }
    }
}
