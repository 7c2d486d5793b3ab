package dev.rangefinder.run.place;

import java.util.List;

/** What a free slot has to offer: its lane, and the kind of its device. */
public record Offer(String lane, DeviceKind device) {

    /**
     * The values of the column {@code queue} that it serves: those of runs that asked for it, for half of it, or for
     * nothing.
     */
    public List<String> queues() {
        String kind = device.name();
        return List.of("* *", "* " + kind, lane + " *", lane + " " + kind);
    }
}
