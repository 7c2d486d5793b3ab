package dev.rangefinder.curve;

import java.util.List;

/** The observations of one run, in the order of their iterations. */
public record Curve(List<Observation> observations) {

    public Curve {
        observations = List.copyOf(observations);
        for (int i = 1; i < observations.size(); i++) {
            if (observations.get(i - 1).iteration() >= observations.get(i).iteration()) {
                throw new IllegalArgumentException("iteration %d does not come after iteration %d"
                        .formatted(
                                observations.get(i).iteration(),
                                observations.get(i - 1).iteration()));
            }
        }
    }

    /** The losses alone. */
    public Curve withoutScores() {
        return new Curve(observations.stream().map(Observation::withoutScores).toList());
    }

    public int size() {
        return observations.size();
    }
}
