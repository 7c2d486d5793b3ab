package dev.rangefinder.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.ClaimedRun;
import dev.rangefinder.run.RunQueue;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Browser;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Tables;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;

/** How soon the page shows something, and how soon it follows a hand, where there is much to be shown. */
@ServerTest
@TestPropertySource(properties = "rangefinder.lanes.local.enabled=false")
@Tag("bench")
class PageBench {

    private static final int TESTS = 10_000;
    private static final int POINTS = 1_000_000;
    private static final int CHUNK = 1000;
    private static final int VISITS = 5;

    /** Drags over the middle of a chart, and says after how many milliseconds the next frame is drawn. */
    private static final String ZOOM = """
            const done = arguments[0], over = document.querySelector('.chart.loss .u-over'), box = over.getBoundingClientRect();
            const say = (type, share) => over.dispatchEvent(new MouseEvent(type, { bubbles: true, button: 0, clientX: box.left + share * box.width, clientY: box.top + 50 }));
            say('mousemove', 0.3); say('mousedown', 0.3); say('mousemove', 0.6);
            const began = performance.now();
            say('mouseup', 0.6);
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))""";

    /** Goes to the end of the list, and says after how many milliseconds there is more of it. */
    private static final String MORE = """
            const done = arguments[0], before = document.querySelectorAll('.tests .name').length, began = performance.now();
            new MutationObserver((_, seen) => {
              if (document.querySelectorAll('.tests .name').length > before) { seen.disconnect(); done(performance.now() - began); }
            }).observe(document.body, { subtree: true, childList: true });
            scrollTo(0, document.body.scrollHeight)""";

    private static final String TRANSFERRED = """
            return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                .filter(entry => !entry.name.includes('/v1/')).reduce((sum, entry) => sum + entry.encodedBodySize, 0)""";

    @LocalServerPort
    private int port;

    @Autowired
    private FinishedRangeTests rangeTests;

    @Autowired
    private RunQueue queue;

    @Autowired
    private Attempts attempts;

    @Autowired
    private Tables tables;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    void muchIsShown() {
        tables.empty();
        copies(rangeTests.succeeded(1));
        String large = large();
        try (Browser browser = Browser.of(port)) {
            browser.open("/ui/lanes"); // the browser's own start is not the page's
            say(
                    "the list of %,d tests, first rows".formatted(TESTS),
                    visits(browser, "/ui/range-tests", ".tests .name"));
            say("its next page", measured(() -> browser.runUntilCalled(MORE)));
            say("the list, searched by a tag", visits(browser, "/ui/range-tests?tag=n%3A77", ".tests .name"));
            say("a curve of %,d points, drawn".formatted(POINTS), visits(browser, large, ".chart.loss canvas"));
            browser.open(large);
            browser.find(".chart.loss canvas");
            say("a zoom into it", measured(() -> browser.runUntilCalled(ZOOM)));
        }
        try (Browser browser = Browser.of(port)) {
            browser.open(large);
            browser.find(".chart.schedule canvas");
            System.out.printf("a first visit transfers %,d bytes%n", ((Number) browser.run(TRANSFERRED)).intValue());
        }
        System.out.printf(
                "load average at the end %.1f%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static double[] visits(Browser browser, String path, String selector) {
        return IntStream.range(0, VISITS)
                .mapToDouble(visit -> browser.millisecondsUntil(path, selector))
                .toArray();
    }

    private static double[] measured(Supplier<Object> script) {
        return IntStream.range(0, VISITS)
                .mapToDouble(visit -> ((Number) script.get()).doubleValue())
                .toArray();
    }

    private static void say(String what, double[] milliseconds) {
        double[] sorted = DoubleStream.of(milliseconds).sorted().toArray();
        System.out.printf("%-48s median %4.0f ms, most %4.0f ms%n", what, sorted[VISITS / 2], sorted[VISITS - 1]);
    }

    /** Copies of a range test with its run and its curve, each with a tag of its own. */
    private void copies(UUID origin) {
        UUID run = jdbc.queryForObject("select id from run where group_id = ?", UUID.class, origin);
        String ofTest = columns("range_test", "id", "tags");
        String ofRun = columns("run", "id", "group_id");
        String ofChunk = columns("curve_chunk", "run_id");
        for (int n = 1; n < TESTS; n++) {
            UUID copy = Ids.next();
            UUID itsRun = Ids.next();
            jdbc.update(
                    "insert into range_test (id, tags, %1$s) select ?, jsonb_build_object('n', ?), %1$s from range_test where id = ?"
                            .formatted(ofTest),
                    copy,
                    String.valueOf(n % 100),
                    origin);
            jdbc.update(
                    "insert into run (id, group_id, %1$s) select ?, ?, %1$s from run where id = ?".formatted(ofRun),
                    itsRun,
                    copy,
                    run);
            jdbc.update(
                    "insert into curve_chunk (run_id, %1$s) select ?, %1$s from curve_chunk where run_id = ?"
                            .formatted(ofChunk),
                    itsRun,
                    run);
        }
        jdbc.execute("analyze");
    }

    private String columns(String table, String... but) {
        List<String> columns = jdbc.queryForList(
                "select quote_ident(column_name) from information_schema.columns where table_schema = current_schema and table_name = ? and is_generated = 'NEVER'",
                String.class,
                table);
        columns.removeAll(List.of(but));
        return String.join(", ", columns);
    }

    private String large() {
        String path = new Api(port).submit("""
                {"workload": {"dataset": "spirals", "model": "mlp", "optimizer": {"type": "sgd"}, "batch_size": 32}, "repeats": 1,
                 "sweep": {"start_lr": 1e-5, "end_lr": 1, "iterations": %d}}""".formatted(POINTS));
        ClaimedRun run = queue.claim(new Offer("local", DeviceKind.CPU), UUID.randomUUID())
                .orElseThrow();
        for (long from = 0; from < POINTS; from += CHUNK) {
            attempts.observed(
                    run.attempt(),
                    LongStream.range(from, from + CHUNK)
                            .mapToObj(i -> {
                                double share = (double) i / POINTS;
                                double loss = 1.4 - share + Math.pow(share * 1.05, 12) + 0.05 * Math.sin(i * 12.9898);
                                return new Observation(i, run.order().schedule().learningRate(i), loss, null, null);
                            })
                            .toList());
        }
        attempts.succeeded(run.attempt(), EndReason.COMPLETED, null);
        assertThat(new Api(port).get(path).expect(200).json().get("state").asString())
                .isEqualTo("succeeded");
        return "/ui" + path.substring("/v1".length());
    }
}
