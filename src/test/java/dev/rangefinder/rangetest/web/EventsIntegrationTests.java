package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.rangetest.FinishedRangeTests;
import dev.rangefinder.run.Attempt;
import dev.rangefinder.run.Attempts;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Contract;
import dev.rangefinder.testing.EventStreamClient;
import dev.rangefinder.testing.EventStreamClient.ServerSentEvent;
import dev.rangefinder.testing.ServerTest;
import dev.rangefinder.testing.Submissions;
import dev.rangefinder.testing.Tables;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Streams of events over real connections. The tests are the trainers, as a server elsewhere would be. */
@ServerTest
@TestPropertySource(
        properties = {
            "rangefinder.lanes.local.enabled=false",
            "rangefinder.events.max-streams=3",
            "rangefinder.events.heartbeat=200ms"
        })
class EventsIntegrationTests {

    private static final Contract CONTRACT = new Contract();

    @LocalServerPort
    private int port;

    @Autowired
    private Tables tables;

    @Autowired
    private Api api;

    @Autowired
    private FinishedRangeTests finished;

    @Autowired
    private Attempts attempts;

    @Autowired
    private MeterRegistry meters;

    private final List<EventStreamClient> streams = new ArrayList<>();

    @BeforeEach
    void emptyTheTables() {
        tables.empty();
    }

    @AfterEach
    void leave() {
        streams.forEach(EventStreamClient::close);
        awaitStreams(0);
    }

    private EventStreamClient listen(String path, String lastEventId) {
        EventStreamClient events = EventStreamClient.of(port, path + "/events", lastEventId);
        streams.add(events);
        return events;
    }

    private void awaitStreams(int open) {
        await().untilAsserted(() -> assertThat(
                        meters.get("rangefinder.event.streams").gauge().value())
                .isEqualTo(open));
    }

    private void observe(Attempt attempt, long from, long to) {
        attempts.observed(
                attempt,
                LongStream.range(from, to)
                        .mapToObj(i -> new Observation(i, 0.001, attempt.number() + i / 1000.0, null, null))
                        .toList());
    }

    /** What a client holds that keeps to the rule: points of the highest attempt that it was told of, by iteration. */
    private static final class ClientCurves {

        private int attempt;
        private final TreeMap<Integer, Double> losses = new TreeMap<>();

        void hear(ServerSentEvent event) {
            JsonNode data = event.json();
            if (event.name().equals("run") || event.name().equals("points")) {
                if (data.get("attempt").asInt() > attempt) {
                    attempt = data.get("attempt").asInt();
                    losses.clear();
                }
            }
            if (event.name().equals("points")) {
                assertThat(data.get("attempt").asInt())
                        .as("never an attempt that is void")
                        .isEqualTo(attempt);
                for (int i = 0; i < data.get("iteration").size(); i++) {
                    assertThat(losses.put(
                                    data.get("iteration").get(i).asInt(),
                                    data.get("loss").get(i).asDouble()))
                            .as("told twice")
                            .isNull();
                }
            }
        }

        void assertHolds(int ofAttempt, int points) {
            assertThat(attempt).isEqualTo(ofAttempt);
            assertThat(losses).hasSize(points);
            losses.forEach((iteration, loss) -> assertThat(loss).isEqualTo(ofAttempt + iteration / 1000.0));
            assertThat(losses.isEmpty() ? -1 : losses.lastKey()).isEqualTo(points - 1);
        }
    }

    @Test
    void aFinishedRangeTestIsToldWhole() {
        UUID id = finished.succeeded(2);
        List<ServerSentEvent> events = listen("/v1/range-tests/" + id, null).through("");
        assertThat(events)
                .extracting(ServerSentEvent::name)
                .containsExactly("run", "points", "run", "points", "progress", "end", "");
        assertThat(events.get(5).data()).isEqualTo("{\"state\":\"succeeded\",\"verdict\":\"ok\"}");
        assertThat(events.get(4).data())
                .isEqualTo("{\"state\":\"succeeded\",\"iterations_done\":600,\"iterations\":600}");
        JsonNode curve = api.get("/v1/range-tests/" + id + "/curve").json().get("repeats");
        for (int repeat = 0; repeat < 2; repeat++) {
            JsonNode points = events.get(2 * repeat + 1).json();
            assertThat(points.get("attempt").asInt()).isOne();
            curve.get(repeat)
                    .properties()
                    .forEach(column -> assertThat(points.get(column.getKey()))
                            .as(column.getKey())
                            .isEqualTo(column.getValue()));
        }
    }

    @Test
    void everyEventKeepsTheContract() {
        UUID id = finished.succeeded(1);
        EventStreamClient stream = listen("/v1/range-tests/" + id, null);
        for (ServerSentEvent event : stream.through("end")) {
            String schema =
                    event.name().substring(0, 1).toUpperCase() + event.name().substring(1) + "Event";
            assertThat(CONTRACT.violationsOf(schema, event.data()))
                    .as(event.data())
                    .isEmpty();
        }
        assertThat(stream.head())
                .contains("HTTP/1.1 200 ", "Content-Type: text/event-stream;charset=UTF-8", "Cache-Control: no-store");
    }

    @Test
    void whatHappensIsToldAsItHappens() {
        String path = api.submit(Submissions.spirals(300, 1, 1));
        EventStreamClient stream = listen(path, null);
        assertThat(stream.through("progress"))
                .extracting(ServerSentEvent::data)
                .containsExactly(
                        "{\"repeat\":0,\"attempt\":0,\"state\":\"queued\"}",
                        "{\"state\":\"queued\",\"iterations_done\":0,\"iterations\":300}");

        Attempt attempt = finished.claimed();
        assertThat(stream.through("progress"))
                .extracting(ServerSentEvent::data)
                .containsExactly(
                        "{\"repeat\":0,\"attempt\":1,\"state\":\"running\"}",
                        "{\"state\":\"running\",\"iterations_done\":0,\"iterations\":300}");

        ClientCurves held = new ClientCurves();
        observe(attempt, 0, 100);
        stream.through("progress").forEach(held::hear);
        held.assertHolds(1, 100);
        observe(attempt, 100, 150);
        stream.through("progress").forEach(held::hear);
        held.assertHolds(1, 150);

        attempts.succeeded(attempt, EndReason.DIVERGED, null);
        List<ServerSentEvent> last = stream.through("");
        assertThat(last).extracting(ServerSentEvent::name).containsExactly("run", "progress", "end", "");
        assertThat(last.get(2).json().get("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void resumingLosesNothingAndDoublesNothing() {
        String path = api.submit(Submissions.spirals(300, 1, 1));
        Attempt attempt = finished.claimed();
        ClientCurves held = new ClientCurves();
        String last = null;
        for (int from = 0; from < 300; from += 100) {
            observe(attempt, from, from + 50);
            observe(attempt, from + 50, from + 100);
            try (EventStreamClient stream = listen(path, last)) {
                List<ServerSentEvent> events = stream.through("points");
                events.forEach(held::hear);
                last = events.getLast().id();
            }
        }
        held.assertHolds(1, 300);
        awaitStreams(0);
        attempts.succeeded(attempt, EndReason.COMPLETED, null);
        List<ServerSentEvent> rest = listen(path, last).through("");
        assertThat(rest).extracting(ServerSentEvent::name).containsExactly("run", "progress", "end", "");
    }

    @Test
    void aNewAttemptIsToldAndThePointsOfTheLostOneAreNotMixedIn() {
        String path = api.submit(Submissions.spirals(300, 1, 1));
        EventStreamClient stream = listen(path, null);
        ClientCurves held = new ClientCurves();
        Attempt lost = finished.claimed();
        observe(lost, 0, 120);
        List<ServerSentEvent> before = stream.through("points");
        before.forEach(held::hear);
        held.assertHolds(1, 120);
        String beforeTheLoss = before.getLast().id();

        attempts.handedBack(lost);
        Attempt second = finished.claimed();
        observe(second, 0, 80);
        List<ServerSentEvent> after = stream.through("points");
        after.forEach(held::hear);
        held.assertHolds(2, 80);
        assertThat(after)
                .filteredOn(event -> event.name().equals("run"))
                .extracting(ServerSentEvent::data)
                .as("told before its points")
                .contains("{\"repeat\":0,\"attempt\":2,\"state\":\"running\"}");

        // the same for one that was away meanwhile
        ClientCurves away = new ClientCurves();
        before.forEach(away::hear);
        listen(path, beforeTheLoss).through("points").forEach(away::hear);
        away.assertHolds(2, 80);
    }

    @Test
    void whoWasToldTheEndIsToldNothingMore() {
        UUID id = finished.succeeded(1);
        String path = "/v1/range-tests/" + id;
        String end = listen(path, null).through("end").getLast().id();
        api.get(path + "/events", "Last-Event-ID", end).expect(204);
    }

    @Test
    void anIdThatIsNoneOfItsEventsIsRefused() {
        String path = "/v1/range-tests/" + finished.succeeded(2) + "/events";
        for (String id : List.of("7", "1.0", "1.0,1.0,1.0", "1.-1,1.0", "1.0,1.0,end,end", "99999999999.0,1.0")) {
            JsonNode problem = api.get(path, "Last-Event-ID", id, "Accept", "text/event-stream")
                    .expect(400)
                    .json();
            assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo("Last-Event-ID");
            assertThat(problem.get("errors").get(0).get("value").asString()).isEqualTo(id);
        }
        api.get("/v1/range-tests/" + UUID.randomUUID() + "/events", "Accept", "text/event-stream")
                .expect(404);
    }

    @Test
    void aSilentStreamHasAHeartbeatAndAClientThatWentAwayIsNoticed() {
        String path = api.submit(Submissions.spirals(300, 1, 1));
        EventStreamClient stream = listen(path, null);
        stream.through("progress");
        awaitStreams(1);
        await().untilAsserted(() -> assertThat(stream.comments()).isGreaterThan(1));
        stream.close();
        awaitStreams(0);
    }

    @Test
    void noMoreStreamsAreOpenedThanTheServerServes() {
        String path = api.submit(Submissions.spirals(300, 1, 1));
        for (int i = 0; i < 3; i++) {
            listen(path, null).through("progress");
        }
        Api.Answer refused =
                api.get(path + "/events", "Accept", "text/event-stream").expect(503);
        assertThat(refused.json().get("type").asString()).endsWith(":too-many-streams");
        assertThat(refused.header("Retry-After")).contains("5");
        streams.getFirst().close();
        awaitStreams(2);
        listen(path, null).through("progress");
    }

    @Test
    void aStreamEndsWhenItsRangeTestIsDeleted() {
        UUID id = finished.handedBackOnceAndRunning();
        EventStreamClient stream = listen("/v1/range-tests/" + id, null);
        stream.through("progress");
        tables.empty();
        assertThat(stream.through("")).hasSize(1);
    }
}
