package dev.rangefinder.faults;

import dev.rangefinder.faults.Installation.Site;
import dev.rangefinder.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * How many runs a second several servers claim together out of a long queue, each with one thread that does
 * nothing else but end them, sixteen at a time.
 */
final class Claims {

    /** A fifth of the claims comes before the measured ones, so that the compiler has seen enough of them. */
    private static final int WARM_UP_SHARE = 5;

    private final Site site;
    private final TestDatabase.Location database;

    Claims(Site site) {
        this.site = site;
        this.database = Installation.database(site.postgres(), "claims");
    }

    /** The report. */
    String perSecond(CampaignPlan queue) {
        ServerLauncher launcher =
                new ServerLauncher(site.directory(), site.java(), List.of("--rangefinder.lanes="), database);
        try (ServerFleet fleet = new ServerFleet(launcher)) {
            fleet.add(1);
            Submitter submitter = new Submitter(queue, fleet, new Random(0));
            submitter.start();
            Awaitility.await().atMost(queue.limit()).until(submitter::isDone);
            fleet.end();
        }
        claim(queue.servers());
        Map<String, Object> counted =
                new AuditTrail(database).rows("""
                        with claim as (select claimed_at, row_number() over (order by claimed_at) as number from run)
                        select count(*) as claims, count(*) / extract(epoch from max(claimed_at) - min(claimed_at)) as rate
                        from claim where number > ?""", queue.runs() / WARM_UP_SHARE).getFirst();
        return "### `claims`%n%n%.0f claims/s: %d servers together, of %,d queued runs; measured over the last %s of them.%n"
                .formatted(
                        ((Number) counted.get("rate")).doubleValue(),
                        queue.servers(),
                        queue.runs(),
                        counted.get("claims"));
    }

    /** All of them begin at once and go on until the queue is empty. */
    private void claim(int servers) {
        List<Process> claimers = new ArrayList<>();
        try {
            for (int i = 0; i < servers; i++) {
                claimers.add(claimer());
            }
            for (Process claimer : claimers) {
                await(claimer.inputReader());
            }
            for (Process claimer : claimers) {
                claimer.outputWriter().close();
            }
            for (Process claimer : claimers) {
                int status = claimer.waitFor();
                if (status != 0) {
                    throw new IllegalStateException("a claimer ended with " + status);
                }
            }
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(exception);
        } finally {
            claimers.forEach(Process::destroyForcibly);
        }
    }

    private Process claimer() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Claimer.class.getName(),
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password(),
                        "--rangefinder.data.directory=" + ServerLauncher.DATA)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void await(BufferedReader output) throws IOException {
        String line;
        while ((line = output.readLine()) != null) {
            if (line.equals(Claimer.READY)) {
                return;
            }
        }
        throw new IllegalStateException("a claimer has ended before it was ready");
    }
}
