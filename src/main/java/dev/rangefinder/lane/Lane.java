package dev.rangefinder.lane;

import dev.rangefinder.run.Offer;
import java.util.List;

/** A lane of this server, with its slots. */
record Lane(Offer offer, List<Slot> slots) {}
