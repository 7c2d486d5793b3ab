package dev.rangefinder.lane.catalogue;

import dev.rangefinder.lane.gpu.GpuDemand;
import dev.rangefinder.shared.Check;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * One lane: a kind of place where runs are trained, and what a trainer may take there.
 *
 * @param enabled false for a lane that is set up but not to be served by this process
 * @param device what its trainers train on
 * @param slots how many at once: a number, or {@code auto} for one on each free GPU, else one on the CPU
 * @param gpu which GPUs of this machine it takes
 * @param threads of each trainer on the CPU; part of what makes a curve, hence never derived from the load
 * @param startAhead whether an idle slot keeps a trainer that waits warm, at the price of its memory: a run then does not
 *     pay for the start of an engine
 * @param poll how long a run may wait unnoticed in the queue of an idle slot
 * @param silenceLimit how long a server and its trainer may hear nothing from each other
 * @param startLimit from the launch of a trainer to its first line; on a cluster its wait in the queue there too
 * @param maxRunTime of one attempt, from its claim
 * @param maxHeap of a trainer's Java heap; samples are mapped from files and tensors lie outside, so it holds little
 * @param maxMemory of all that a trainer allocates ({@code ulimit -d}); none by default, since only the user knows
 *     what the workload takes
 * @param maxOutput of what an attempt may write; a hundred times what the largest curve takes
 * @param command what starts a trainer elsewhere: put in front of the trainer's own command line
 * @param checkCommand asked again and again until a trainer elsewhere speaks: what it prints is why none ever will
 * @param endCommand what ends such a trainer for sure, when its process here was ended from outside
 */
public record LaneSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("auto") Device device,
        @DefaultValue("auto") String slots,
        @DefaultValue GpuDemand gpu,
        @DefaultValue("1") int threads,
        @DefaultValue("true") boolean startAhead,
        @DefaultValue("250ms") Duration poll,
        @DefaultValue("10s") Duration silenceLimit,
        @DefaultValue("1m") Duration startLimit,
        @DefaultValue("24h") Duration maxRunTime,
        @DefaultValue("1GB") DataSize maxHeap,
        @Nullable DataSize maxMemory,
        @DefaultValue("10GB") DataSize maxOutput,
        @DefaultValue List<String> command,
        @DefaultValue List<String> checkCommand,
        @DefaultValue List<String> endCommand) {

    /** Below it a JVM with libtorch does not get to its first step. */
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(256);

    private static final DataSize LEAST_HEAP = DataSize.ofMegabytes(32);

    /** What a lane's trainers train on. */
    enum Device {
        /** GPUs if this machine has any and an engine for them, else the CPU. */
        AUTO,
        CPU,
        GPU;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LaneSettings {
        command = List.copyOf(command);
        checkCommand = List.copyOf(checkCommand);
        endCommand = List.copyOf(endCommand);
        Check.fields()
                .that(slots.equals("auto") || slots.matches("[1-9][0-9]{0,2}"), "slots", slots, "auto, or 1 to 999")
                .between("threads", threads, 1, 1024)
                .that(isPositive(poll), "poll", poll, "more than 0 s")
                .that(silenceLimit.compareTo(Duration.ofSeconds(2)) >= 0, "silence-limit", silenceLimit, "2 s or more")
                .that(startLimit.compareTo(silenceLimit) >= 0, "start-limit", startLimit, "silence-limit or more")
                .that(isPositive(maxRunTime), "max-run-time", maxRunTime, "more than 0 s")
                .that(maxHeap.compareTo(LEAST_HEAP) >= 0, "max-heap", maxHeap, "32MB or more")
                .that(
                        maxMemory == null || maxMemory.compareTo(LEAST_MEMORY) >= 0,
                        "max-memory",
                        maxMemory,
                        "256MB or more")
                .that(!maxOutput.isNegative() && maxOutput.toBytes() > 0, "max-output", maxOutput, "more than 0 bytes")
                .orThrow();
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /** Whether its trainers run on this very machine, where one can be started ahead and where GPUs are told apart. */
    public boolean isHere() {
        return command.isEmpty();
    }
}
