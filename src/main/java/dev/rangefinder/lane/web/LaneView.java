package dev.rangefinder.lane.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rangefinder.run.Purpose;
import dev.rangefinder.run.QueueStatus.InTraining;
import dev.rangefinder.run.place.DeviceKind;
import dev.rangefinder.run.place.LaneRegistry;
import dev.rangefinder.run.place.LaneRegistry.Presence;
import dev.rangefinder.run.place.LaneRegistry.SlotGpu;
import dev.rangefinder.run.place.Offer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A lane as JSON.
 *
 * @param slots of the servers that are alive
 * @param busy how many of them have a run
 * @param queued runs that wait and that it may take; those that any lane may take count for each
 */
record LaneView(String name, int slots, int busy, long queued, List<ServerView> servers) {

    /** What one server has of it. */
    record ServerView(
            UUID id,
            String host,
            DeviceKind device,
            int slots,
            boolean alive,
            Instant seenAt,
            @Nullable LaunchFailure launchFailure,
            LaneRegistry.@Nullable Engine engine,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SlotGpu> gpus,
            List<RunView> runs) {}

    /** Why its last launch started no trainer, and when it tries again. */
    record LaunchFailure(String message, Instant retryAt) {

        static @Nullable LaunchFailure of(Presence presence) {
            String message = presence.launchFailure();
            Instant retryAt = presence.launchRetryAt();
            return message == null || retryAt == null ? null : new LaunchFailure(message, retryAt);
        }
    }

    /** A run in training. */
    record RunView(UUID id, Purpose purpose, UUID group, int repeat, int attempt, Instant since) {

        static RunView of(InTraining run) {
            return new RunView(
                    run.attempt().run(),
                    run.purpose(),
                    run.group(),
                    run.repeat(),
                    run.attempt().number(),
                    run.since());
        }
    }

    static LaneView of(
            String name, List<Presence> presences, List<InTraining> inTraining, ToLongFunction<Offer> waitingFor) {
        List<ServerView> servers =
                presences.stream().map(presence -> server(presence, inTraining)).toList();
        List<ServerView> alive = servers.stream().filter(ServerView::alive).toList();
        long queued = presences.stream()
                .map(Presence::offer)
                .distinct()
                .mapToLong(waitingFor)
                .max()
                .orElse(0);
        return new LaneView(
                name,
                alive.stream().mapToInt(ServerView::slots).sum(),
                alive.stream().mapToInt(server -> server.runs().size()).sum(),
                queued,
                servers);
    }

    private static ServerView server(Presence presence, List<InTraining> inTraining) {
        return new ServerView(
                presence.server(),
                presence.host(),
                presence.offer().device(),
                presence.slots(),
                presence.alive(),
                presence.seenAt(),
                LaunchFailure.of(presence),
                presence.engine(),
                presence.gpus(),
                inTraining.stream()
                        .filter(run -> run.server().equals(presence.server())
                                && presence.offer().lane().equals(run.lane()))
                        .map(RunView::of)
                        .toList());
    }
}
