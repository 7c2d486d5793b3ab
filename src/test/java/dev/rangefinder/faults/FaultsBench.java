package dev.rangefinder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.faults.Installation.Site;
import dev.rangefinder.rangetest.submission.Verify;
import dev.rangefinder.testing.ServerJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kill campaign, part by part. Its report goes to standard output and into the directory of the campaign.
 *
 * <p>System properties: {@code faults.parts} names the parts, all of them by default; {@code faults.seed} repeats what
 * was drawn; {@code faults.share} makes less of all runs and faults.
 */
@Tag("bench")
class FaultsBench {

    private static final int SERVERS = 4;

    /** Runs of a range test: the most that there may be. */
    private static final int REPEATS = 64;

    private static final Work.Stub QUICK = new Work.Stub(30, Duration.ofMillis(30));

    /** Three seconds: longer than the grace of a shutdown, shorter than a lease. */
    private static final Work.Stub SLOW = new Work.Stub(60, Duration.ofMillis(500));

    private static final Work.Stub ENDLESS = new Work.Stub(100_000, Duration.ofMillis(500));

    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** The defaults of the service. */
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

    private static final int DEFAULT_ATTEMPTS = 3;

    /** So many that no healthy run is quarantined because it was hit again and again. */
    private static final int MANY_ATTEMPTS = 20;

    /** The most that there may be, for runs that are hit by every kill. */
    private static final int MOST_ATTEMPTS = 100;

    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final long seed = Long.getLong("faults.seed", new Random().nextInt(1_000_000));
    private final double share = Double.parseDouble(System.getProperty("faults.share", "1"));

    @Test
    void nothingIsLostAndNothingIsWrittenTwice() throws IOException {
        Map<String, Function<Site, String>> parts = parts();
        String wanted = System.getProperty("faults.parts", "").strip();
        List<String> names = wanted.isEmpty() ? List.copyOf(parts.keySet()) : List.of(wanted.split("[\\s,]+"));
        assertThat(parts.keySet()).containsAll(names);
        Path directory = Site.freshDirectory();
        Path report = directory.resolve("report.md");
        Map<String, Throwable> failures = new LinkedHashMap<>();
        try (RestartablePostgres postgres = RestartablePostgres.start(directory)) {
            Site site = new Site(postgres, directory, ServerJvm.quickToStart());
            for (String name : names) {
                try {
                    String text = parts.get(name).apply(site);
                    System.out.println(text);
                    Files.writeString(report, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (RuntimeException | AssertionError failure) {
                    System.out.printf("%s has FAILED: %s%n", name, failure);
                    failures.put(name, failure);
                }
            }
        }
        System.out.println("The report is in " + report);
        assertThat(failures).isEmpty();
    }

    private Map<String, Function<Site, String>> parts() {
        Map<String, Function<Site, String>> parts = new LinkedHashMap<>();
        parts.put(
                "stub",
                site -> campaign(site, "stub", QUICK, 157, Map.of(Fault.KILL_TRAINER, 240, Fault.KILL_SERVER, 64)));
        parts.put("freeze", site -> campaign(site, "frozen", SLOW, 10, Map.of(Fault.FREEZE_SERVER, 50)));
        parts.put("database", site -> campaign(site, "database", SLOW, 10, Map.of(Fault.RESTART_DATABASE, 20)));
        parts.put("term", site -> campaign(site, "term", SLOW, 10, Map.of(Fault.TERMINATE_SERVER, 50)));
        parts.put("real", this::real);
        parts.put("race", this::race);
        parts.put("poison", this::poison);
        parts.put("latency", this::latency);
        parts.put("claims", this::claims);
        return parts;
    }

    private String campaign(Site site, String name, Work work, int rangeTests, Map<Fault, Integer> faults) {
        CampaignPlan plan = new CampaignPlan(
                name, work, SERVERS, 4, some(rangeTests), REPEATS, 0, some(faults), LEASE, MANY_ATTEMPTS, GRACE, LIMIT);
        return new Campaign(plan, seed, site).run().report();
    }

    /** Runs of the real trainer; every range test is the same one, and so must its curves be. */
    private String real(Site site) {
        Work work = new Work.RealTraining(1500);
        CampaignPlan undisturbed = new CampaignPlan(
                "undisturbed", work, 1, 2, 1, 20, 0, Map.of(), DEFAULT_LEASE, DEFAULT_ATTEMPTS, GRACE, LIMIT);
        String expected = new Campaign(undisturbed, seed, site).run().outcomes().getFirst();
        CampaignPlan disturbed = new CampaignPlan(
                "training",
                work,
                SERVERS,
                1,
                some(10),
                20,
                0,
                some(Map.of(Fault.KILL_TRAINER, 24, Fault.KILL_SERVER, 8)),
                LEASE,
                MANY_ATTEMPTS,
                GRACE,
                LIMIT);
        return new Campaign(disturbed, seed, site)
                .run(curves -> List.of(unequal(expected, curves)))
                .report();
    }

    /** Repeat by repeat, byte by byte. */
    private static Finding unequal(String expected, List<String> curves) {
        Map<String, String> expectedCurves = byRepeat(expected);
        List<String> unequal = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            Map<String, String> found = byRepeat(curves.get(i));
            for (String repeat : expectedCurves.keySet()) {
                if (!expectedCurves.get(repeat).equals(found.get(repeat))) {
                    unequal.add("range test %d, repeat %s".formatted(i, repeat));
                }
            }
        }
        return new Finding(
                "curve that is not, byte for byte, the one of an undisturbed run",
                (long) curves.size() * expectedCurves.size(),
                unequal);
    }

    private static Map<String, String> byRepeat(String csv) {
        return csv.lines()
                .skip(1)
                .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(',')), Collectors.joining("\n")));
    }

    /** Answers that are checked by training, each rung put into the queue by the end of the one before. */
    private String race(Site site) {
        Work work = new Work.Race(300, new Verify(2400, 2, null, null));
        CampaignPlan undisturbed = new CampaignPlan(
                "race_undisturbed", work, 1, 2, 1, 2, 0, Map.of(), DEFAULT_LEASE, DEFAULT_ATTEMPTS, GRACE, LIMIT);
        String expected = new Campaign(undisturbed, seed, site).run().outcomes().getFirst();
        CampaignPlan disturbed = new CampaignPlan(
                "race",
                work,
                3,
                1,
                some(6),
                2,
                0,
                some(Map.of(Fault.KILL_TRAINER, 16, Fault.KILL_SERVER, 8)),
                LEASE,
                MANY_ATTEMPTS,
                GRACE,
                LIMIT);
        return new Campaign(disturbed, seed, site)
                .run(answers -> List.of(new Finding(
                        "answer that is not, byte for byte, the one of an undisturbed race",
                        answers.size(),
                        answers.stream()
                                .filter(answer -> !answer.equals(expected))
                                .toList())))
                .report();
    }

    private String poison(Site site) {
        CampaignPlan plan = new CampaignPlan(
                "poison", QUICK, 2, 2, 1, REPEATS, 1, Map.of(), LEASE, DEFAULT_ATTEMPTS, GRACE, Duration.ofMinutes(3));
        return new Campaign(plan, seed, site).run().report();
    }

    private String latency(Site site) {
        CampaignPlan plan = new CampaignPlan(
                "latency",
                ENDLESS,
                SERVERS,
                8,
                0,
                0,
                0,
                Map.of(),
                DEFAULT_LEASE,
                MOST_ATTEMPTS,
                GRACE,
                Duration.ofMinutes(10));
        try (Installation installation = Installation.start(site, plan)) {
            Latencies latencies = new Latencies(installation, ENDLESS, new Random(seed));
            return "### `latency`%n%nLease %d s, the default.%n%n%s%s%s"
                    .formatted(
                            DEFAULT_LEASE.toSeconds(),
                            Latency.header(),
                            latencies.takeOver(some(20), 8).row(),
                            latencies.cancel(some(100)).row());
        }
    }

    private String claims(Site site) {
        CampaignPlan queue = new CampaignPlan(
                "claims",
                QUICK,
                SERVERS,
                1,
                some(157),
                REPEATS,
                0,
                Map.of(),
                LEASE,
                DEFAULT_ATTEMPTS,
                GRACE,
                Duration.ofMinutes(5));
        return new Claims(site).perSecond(queue);
    }

    private int some(int all) {
        return Math.max(1, (int) Math.round(all * share));
    }

    private Map<Fault, Integer> some(Map<Fault, Integer> faults) {
        return faults.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, fault -> some(fault.getValue())));
    }
}
