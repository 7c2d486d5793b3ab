package dev.rangefinder.rangetest.submission;

import dev.rangefinder.run.place.Offer;
import dev.rangefinder.run.place.Placement;
import dev.rangefinder.shared.Check;
import java.util.List;
import java.util.stream.Collectors;

/** Whether any lane that is known could take runs that ask for a place: one that none can take would wait for ever. */
public final class PlacementCheck {

    private PlacementCheck() {}

    /**
     * Checks what is asked for against what is, or was not long ago, offered. Who asks for nothing waits for the first
     * lane that comes.
     *
     * @throws dev.rangefinder.shared.InvalidValuesException if no lane could take them
     */
    public static void require(Placement placement, List<Offer> offers) {
        List<Offer> ofLane = offers.stream()
                .filter(offer -> placement.lane() == null || offer.lane().equals(placement.lane()))
                .toList();
        String known = offers.isEmpty()
                ? "no lane: no server has offered one"
                : offers.stream().map(Offer::lane).distinct().collect(Collectors.joining(", "));
        String devices = ofLane.stream()
                .map(offer -> offer.device().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        Check.fields()
                .that(placement.lane() == null || !ofLane.isEmpty(), "lane", placement.lane(), known)
                .that(
                        placement.device() == null
                                || ofLane.stream().anyMatch(offer -> offer.device() == placement.device()),
                        "device",
                        placement.device(),
                        devices.isEmpty() ? "no device: no server has offered one" : devices)
                .orThrow();
    }
}
