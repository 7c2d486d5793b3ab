package dev.rangefinder.lane;

import dev.rangefinder.shared.Check;
import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The lane {@code local}: trainers on this machine.
 *
 * @param enabled false for a server that only answers
 * @param device where its trainers train
 * @param slots how many at once: a number, or {@code auto} for one on each GPU that is there, else one on the CPU
 * @param threads of each trainer on the CPU; part of what makes a curve, hence never derived from the load
 * @param poll how long a run may wait unnoticed in the queue of an idle slot
 * @param silenceLimit how long a server and its trainer may hear nothing from each other
 */
@ConfigurationProperties("rangefinder.lanes.local")
record LaneSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("auto") Device device,
        @DefaultValue("auto") String slots,
        @DefaultValue("1") int threads,
        @DefaultValue("250ms") Duration poll,
        @DefaultValue("10s") Duration silenceLimit) {

    /** What a lane's trainers train on. */
    enum Device {
        /** GPUs if this machine has any and an engine for them is named, else the CPU. */
        AUTO,
        CPU,
        GPU;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    LaneSettings {
        Check.fields()
                .that(slots.equals("auto") || slots.matches("[1-9][0-9]{0,2}"), "slots", slots, "auto, or 1 to 999")
                .between("threads", threads, 1, 1024)
                .that(!poll.isNegative() && !poll.isZero(), "poll", poll, "more than 0 s")
                .that(silenceLimit.compareTo(Duration.ofSeconds(2)) >= 0, "silence-limit", silenceLimit, "2 s or more")
                .orThrow();
    }
}
