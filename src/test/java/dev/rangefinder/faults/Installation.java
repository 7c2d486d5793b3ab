package dev.rangefinder.faults;

import dev.rangefinder.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/** A fleet of servers that are up, on a database of their own that keeps an audit trail. */
final class Installation implements AutoCloseable {

    private final Path logs;
    private final ServerFleet fleet;
    private final AuditTrail audit;

    private Installation(Path logs, ServerFleet fleet, AuditTrail audit) {
        this.logs = logs;
        this.fleet = fleet;
        this.audit = audit;
    }

    /**
     * Where and how all installations of a campaign are made.
     *
     * @param java options of the servers' JVMs
     */
    record Site(RestartablePostgres postgres, Path directory, List<String> java) {

        /** A fresh directory, kept until the next one, so that a failure can be looked into. */
        static Path freshDirectory() {
            try {
                Path directory = Path.of("target", "faults").toAbsolutePath();
                FileSystemUtils.deleteRecursively(directory);
                return Files.createDirectories(directory);
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }

    static Installation start(Site site, CampaignPlan plan) {
        Path logs = site.directory().resolve(plan.name());
        try {
            Files.createDirectories(logs);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        TestDatabase.Location database = database(site.postgres(), plan.name());
        AuditTrail audit = new AuditTrail(database);
        ServerFleet fleet = new ServerFleet(new ServerLauncher(logs, site.java(), plan.settings(), database));
        Installation installation = new Installation(logs, fleet, audit);
        try {
            fleet.add(1);
            audit.open();
            fleet.add(plan.servers() - 1);
            return installation;
        } catch (RuntimeException failure) {
            installation.close();
            throw failure;
        }
    }

    static TestDatabase.Location database(RestartablePostgres postgres, String name) {
        postgres.startIfStopped();
        TestDatabase.Location server = postgres.location("postgres");
        new JdbcTemplate(new DriverManagerDataSource(server.url(), server.user(), server.password()))
                .execute("create database " + name);
        return postgres.location(name);
    }

    ServerFleet fleet() {
        return fleet;
    }

    AuditTrail audit() {
        return audit;
    }

    Path logs() {
        return logs;
    }

    /** Writes by attempts that were not the current ones, which the servers have said to have refused. */
    long refusedWrites() {
        try (Stream<Path> files = Files.list(logs)) {
            return files.mapToLong(Installation::refusals).sum();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static long refusals(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("is refused")).count();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** The stub that carries out a run at this moment: its command line names the run. */
    static Optional<ProcessHandle> trainerOf(String run) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(run))
                .findFirst();
    }

    /** From the kernel: {@link ProcessHandle} says nothing of a long one. Empty for a process that is no more. */
    static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        fleet.close();
    }
}
