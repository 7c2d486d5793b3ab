package dev.rangefinder.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.springframework.dao.DataAccessException;

/** Carries out a plan: servers, runs and faults, until every run has ended; then reads the audit trail. */
final class Campaign {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration SAY_EVERY = Duration.ofSeconds(15);

    /** For what a woken server still has in its hands to arrive. */
    private static final Duration AFTERMATH = Duration.ofSeconds(3);

    private final CampaignPlan plan;
    private final long seed;
    private final Installation.Site site;

    Campaign(CampaignPlan plan, long seed, Installation.Site site) {
        this.plan = plan;
        this.seed = seed;
        this.site = site;
    }

    /**
     * What it came to.
     *
     * @param outcomes of each range test, where they must be the same
     */
    record Result(String report, List<String> outcomes) {}

    /** Returns the outcome, once everything is as it must be. */
    Result run() {
        return run(outcomes -> List.of());
    }

    /**
     * Returns the outcome, once everything is as it must be.
     *
     * @param judges what else the outcomes of all range tests must not be
     */
    Result run(Function<List<String>, List<Finding>> judges) {
        say("%s; seed %d".formatted(plan.describe(), seed));
        Instant begin = Instant.now();
        try (Installation installation = Installation.start(site, plan)) {
            ServerFleet fleet = installation.fleet();
            Submitter submitter = new Submitter(plan, fleet, new Random(seed + 1));
            try (Chaos chaos = new Chaos(plan, fleet, site.postgres(), new Random(seed))) {
                submitter.start();
                untilAllHaveEnded(installation, chaos, submitter);
                chaos.awaitCalm();
                Awaitility.await().pollDelay(AFTERMATH).until(() -> true);
                Duration lasted = Duration.between(begin, Instant.now());
                List<String> outcomes = outcomes(fleet, submitter);
                List<Finding> findings = new ArrayList<>(installation.audit().findings(plan));
                findings.addAll(judges.apply(outcomes));
                findings.add(new Finding(
                        "server that ended of itself", chaos.strikes().size(), fleet.endedOfThemselves()));
                fleet.end();
                findings.add(leftBehind(installation.audit()));
                return new Result(report(installation, chaos, new CampaignVerdict(findings), lasted), outcomes);
            }
        }
    }

    private void untilAllHaveEnded(Installation installation, Chaos chaos, Submitter submitter) {
        Instant deadline = Instant.now().plus(plan.limit());
        Instant[] nextWord = {Instant.now().plus(SAY_EVERY)};
        Awaitility.await()
                .forever()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_EVERY)
                .until(() -> {
                    installation.fleet().revive();
                    int ended = ended(installation.audit());
                    chaos.advance((double) ended / plan.runs());
                    Instant now = Instant.now();
                    if (now.isAfter(nextWord[0])) {
                        nextWord[0] = now.plus(SAY_EVERY);
                        say("%s of %d runs, %d faults to come"
                                .formatted(ended < 0 ? "?" : ended, plan.runs(), chaos.left()));
                    }
                    if (now.isAfter(deadline)) {
                        throw new AssertionError("%s: only %d of %d runs have ended after %s; the logs are in %s%n%s"
                                .formatted(
                                        plan.name(),
                                        ended,
                                        plan.runs(),
                                        plan.limit(),
                                        installation.logs(),
                                        new CampaignVerdict(installation.audit().findings(plan)).evidence()));
                    }
                    return submitter.isDone() && ended == plan.runs() && chaos.left() == 0;
                });
    }

    /** -1 while the database is away. */
    private static int ended(AuditTrail audit) {
        try {
            return audit.ended();
        } catch (DataAccessException away) {
            return -1;
        }
    }

    private List<String> outcomes(ServerFleet fleet, Submitter submitter) {
        FleetMember member = fleet.members().getFirst();
        return submitter.paths().stream()
                .flatMap(path -> plan.work().outcome(ServerFleet.api(member), path).stream())
                .toList();
    }

    /** Known by the run in their command lines, which that of the real trainer lacks; that one ends with its server. */
    private static Finding leftBehind(AuditTrail audit) {
        List<String> runs = audit.rows("select id from run").stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
        List<String> left = ProcessHandle.allProcesses()
                .map(Installation::commandLine)
                .filter(command -> command.contains(Work.Stub.script().toString()))
                .filter(command -> runs.stream().anyMatch(command::contains))
                .toList();
        return new Finding("trainer left behind", runs.size(), left);
    }

    private String report(Installation installation, Chaos chaos, CampaignVerdict verdict, Duration lasted) {
        String report = "### `%s`%n%n%s.%n%nIn %d:%02d min, seed %d: %s. %s%n%n%s"
                .formatted(
                        plan.name(),
                        plan.describe(),
                        lasted.toMinutes(),
                        lasted.toSecondsPart(),
                        seed,
                        struck(chaos),
                        attempts(installation),
                        verdict.table());
        String evidence = verdict.evidence();
        if (!evidence.isEmpty()) {
            throw new AssertionError("%s%n%s%nThe logs are in %s".formatted(report, evidence, installation.logs()));
        }
        return report;
    }

    private static String struck(Chaos chaos) {
        String strikes = chaos.strikes().stream()
                .collect(Collectors.groupingBy(Strike::fault, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(fault -> fault.getValue() + " × " + fault.getKey())
                .collect(Collectors.joining(", "));
        return strikes.isEmpty() ? "no faults from outside" : strikes;
    }

    private static String attempts(Installation installation) {
        Map<String, Object> sums = installation.audit().rows("""
                select sum(attempt) as attempts, sum(handed_back) as handed_back, max(attempt) as most,
                  count(*) filter (where attempt > 1) as disturbed from run""").getFirst();
        return "%s attempts, %s of them handed back; %s runs needed more than one, at most %s; %d refusals of stale writes."
                .formatted(
                        sums.get("attempts"),
                        sums.get("handed_back"),
                        sums.get("disturbed"),
                        sums.get("most"),
                        installation.refusedWrites());
    }

    private void say(String words) {
        System.out.printf("%-12s %s%n", plan.name(), words);
    }
}
