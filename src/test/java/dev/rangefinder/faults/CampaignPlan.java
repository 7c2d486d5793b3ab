package dev.rangefinder.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a campaign does: so many runs, through so many servers, and what befalls them meanwhile.
 *
 * @param slots of each server
 * @param repeats runs of each range test
 * @param poisoned range tests of one run that no trainer survives, beside the others
 * @param faults how often each befalls a part of the service
 * @param lease of a server on its runs; a frozen server stays so for longer
 * @param limit after which the campaign has failed
 */
record CampaignPlan(
        String name,
        Work work,
        int servers,
        int slots,
        int rangeTests,
        int repeats,
        int poisoned,
        Map<Fault, Integer> faults,
        Duration lease,
        int maxAttempts,
        Duration shutdownGrace,
        Duration limit) {

    CampaignPlan {
        faults = faults.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(faults));
    }

    int runs() {
        return rangeTests * work.runs(repeats) + poisoned;
    }

    /** Whether nothing happens that may cost a healthy run an attempt. */
    boolean isOrderly() {
        return faults.keySet().stream().allMatch(fault -> fault == Fault.TERMINATE_SERVER);
    }

    /** The settings of each of its servers. */
    List<String> settings() {
        List<String> settings = new ArrayList<>(List.of(
                "--rangefinder.lanes.local.device=cpu",
                "--rangefinder.lanes.local.slots=" + slots,
                "--rangefinder.run.lease=%dms".formatted(lease.toMillis()),
                "--rangefinder.run.retry-pause=200ms",
                "--rangefinder.run.max-attempts=" + maxAttempts,
                "--rangefinder.run.shutdown-grace=%dms".formatted(shutdownGrace.toMillis())));
        settings.addAll(work.laneSettings());
        return settings;
    }

    String describe() {
        return "%,d runs, %d servers of %d slots, lease %d s%s"
                .formatted(
                        runs(),
                        servers,
                        slots,
                        lease.toSeconds(),
                        faults.entrySet().stream()
                                .map(fault -> ", %d × %s".formatted(fault.getValue(), fault.getKey()))
                                .collect(Collectors.joining()));
    }
}
