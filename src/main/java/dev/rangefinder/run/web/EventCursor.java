package dev.rangefinder.run.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a client has been told, which is the id of an event: {@code 1.500,2.0} is all before iteration 500 of the
 * first attempt at run 0, and nothing yet of the second attempt at run 1.
 *
 * @param places by run
 * @param end whether the end was told, too
 */
record EventCursor(List<Place> places, boolean end) {

    private static final Pattern ID = Pattern.compile("\\d{1,9}\\.\\d{1,18}(,\\d{1,9}\\.\\d{1,18})*(,end)?");

    private static final String END = ",end";

    EventCursor {
        places = List.copyOf(places);
    }

    /** One attempt at a run, before one of its iterations. */
    record Place(int attempt, long next) {

        static final Place START = new Place(0, 0);

        @Override
        public String toString() {
            return attempt + "." + next;
        }

        private static Place of(String text) {
            String[] parts = text.split("\\.", 2);
            return new Place(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
        }
    }

    static EventCursor nothing(int repeats) {
        return new EventCursor(Collections.nCopies(repeats, Place.START), false);
    }

    /** Empty if it is no id of a group with so many runs. */
    static Optional<EventCursor> of(String id, int repeats) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        boolean end = id.endsWith(END);
        String[] places = (end ? id.substring(0, id.length() - END.length()) : id).split(",", -1);
        return places.length == repeats
                ? Optional.of(
                        new EventCursor(List.of(places).stream().map(Place::of).toList(), end))
                : Optional.empty();
    }

    Place of(int repeat) {
        return places.get(repeat);
    }

    EventCursor with(int repeat, int attempt, long next) {
        List<Place> changed = new ArrayList<>(places);
        changed.set(repeat, new Place(attempt, next));
        return new EventCursor(changed, end);
    }

    EventCursor ended() {
        return new EventCursor(places, true);
    }

    String id() {
        return places.stream().map(Place::toString).collect(Collectors.joining(",")) + (end ? END : "");
    }
}
