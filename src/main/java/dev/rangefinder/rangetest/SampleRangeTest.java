package dev.rangefinder.rangetest;

import dev.rangefinder.model.spec.LeNet;
import dev.rangefinder.rangetest.submission.CommonTerms;
import dev.rangefinder.rangetest.submission.ManagedSubmission;
import dev.rangefinder.rangetest.submission.Submission;
import dev.rangefinder.rangetest.submission.Sweep;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.run.UntilOver;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.run.spec.Evaluation;
import dev.rangefinder.run.spec.Sgd;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.run.spec.Workload;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.shared.Wording;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Shows a newcomer what the service does: with no range test there yet, runs one and says where its answers are. */
@Component
@ConditionalOnBooleanProperty(name = "rangefinder.sample.enabled", matchIfMissing = true)
class SampleRangeTest {

    private static final Logger LOG = LoggerFactory.getLogger(SampleRangeTest.class);

    /** Small enough for one CPU core to finish within half a minute. */
    private static final Submission SUBMISSION = new ManagedSubmission(
            new CommonTerms(
                    "sample",
                    new Sweep(1e-4, 1, 400, Spacing.EXPONENTIAL, StopRule.DIVERGED),
                    3,
                    1,
                    Map.of("sample", "true"),
                    null),
            new Workload("shapes", new LeNet(), new Sgd(0.9, false, 0), 64, null),
            new Evaluation(50, 500),
            Placement.USUAL,
            null);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final RangeTests rangeTests;
    private final UntilOver untilOver;
    private final Environment environment;
    private volatile boolean isStopping;

    SampleRangeTest(RangeTests rangeTests, UntilOver untilOver, Environment environment) {
        this.rangeTests = rangeTests;
        this.untilOver = untilOver;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void runOnce() {
        rangeTests
                .submitFirst(SUBMISSION)
                .map(RangeTest::getId)
                .ifPresent(id -> Thread.ofVirtual().name("sample").start(() -> reportUnlessStopped(id)));
    }

    /** The database is closed before this thread has noticed. */
    @EventListener(ContextClosedEvent.class)
    void stop() {
        isStopping = true;
    }

    private void reportUnlessStopped(UUID id) {
        try {
            report(id);
        } catch (RuntimeException exception) {
            if (!isStopping) {
                LOG.warn("The sample is no longer followed: {}", exception.getMessage());
            }
        }
    }

    private void report(UUID id) {
        String address = "http://%s:%s/v1/range-tests/%s"
                .formatted(
                        host(environment.getProperty("server.address", "127.0.0.1")),
                        environment.getProperty("local.server.port"),
                        id);
        LOG.info("There is no range test yet, so a sample is run: LeNet on the built-in data set shapes. {}", address);
        Optional<RangeTest> sample = rangeTests.find(id);
        while (!isStopping
                && sample.filter(rangeTest -> !rangeTest.state().isFinal()).isPresent()) {
            untilOver.await(() -> rangeTests.stateOf(id), LOOK_AGAIN);
            sample = rangeTests.find(id);
        }
        if (isStopping) {
            return;
        }
        sample.flatMap(RangeTest::recommendation)
                .ifPresentOrElse(
                        recommendation -> conclude(recommendation, address),
                        () -> LOG.warn("The sample has no recommendation: {}", address));
    }

    /** Where a browser on this machine finds the server: "every address" is none that can be followed. */
    static String host(String listened) {
        try {
            InetAddress address = InetAddress.getByName(listened);
            if (address.isAnyLocalAddress()) {
                return "localhost";
            }
        } catch (UnknownHostException unresolved) {
            return listened;
        }
        return listened.contains(":") ? "[" + listened + "]" : listened;
    }

    private static void conclude(Recommendation recommendation, String address) {
        LOG.info(
                "The sample is done: verdict {}, base_lr {}, max_lr {}, step_size {}",
                recommendation.verdict().name().toLowerCase(Locale.ROOT),
                Wording.brief(recommendation.baseLr()),
                Wording.brief(recommendation.maxLr()),
                recommendation.stepSize().iterations());
        LOG.info("Its schedule: {}/schedule?policy=triangular2", address);
    }
}
