package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A measured accuracy surface, and how far below its best a pair of bounds lands: the same as {@code surface.py}. */
record Surface(JsonNode content) {

    /** As far below the max as cycles were measured. */
    private static final int MOST_RUNGS_BELOW = 6;

    private static final int BEST_CELLS = 5;

    private static final Set<String> WITH_MOMENTUM = Set.of("sgdm", "mom", "adam");

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "oracles", "surfaces");

    /** Names a directory with further ones. */
    private static final String FURTHER = "SURFACES";

    static List<Surface> all() throws IOException {
        return in(DIRECTORY);
    }

    static Surface of(String task) {
        return new Surface(Json.MAPPER.readTree(DIRECTORY.resolve(task + ".json")));
    }

    static List<Surface> further() throws IOException {
        String directory = System.getenv(FURTHER);
        return directory == null ? List.of() : in(Path.of(directory));
    }

    private static List<Surface> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Json.MAPPER::readTree)
                    .map(Surface::new)
                    .toList();
        }
    }

    String task() {
        return content.path("task").stringValue();
    }

    long iterationsPerEpoch() {
        return content.path("iterations_per_epoch").longValue();
    }

    /** What a sweep of it is read with. */
    TestContext setting(SweptRange swept) {
        return new TestContext(swept, iterationsPerEpoch(), momentum());
    }

    /** As the task's name has it. */
    private double momentum() {
        Set<String> words = Set.of(task().split("-"));
        return WITH_MOMENTUM.stream().anyMatch(words::contains) ? 0.9 : 0;
    }

    /** Sweeps that differ in nothing but the seed. */
    List<SweepOfSurface> sweeps(String spacing, int iterations) {
        return content.path("sweeps")
                .valueStream()
                .filter(sweep -> sweep.path("spacing").stringValue().equals(spacing)
                        && sweep.path("iterations").intValue() == iterations)
                .map(SweepOfSurface::of)
                .toList();
    }

    /** Sweeps of 150 iterations that differ in nothing but the seed; none where a surface has no more than its groups. */
    List<SweepOfSurface> seeds() {
        return content.path("seeds").valueStream().map(SweepOfSurface::of).toList();
    }

    /** Sweeps of so many iterations that differ in nothing but the seed; none where a surface has none. */
    List<SweepOfSurface> ofLength(int iterations) {
        return content.path("lengths")
                .valueStream()
                .filter(sweep -> sweep.path("iterations").intValue() == iterations)
                .map(SweepOfSurface::of)
                .toList();
    }

    /** Whether accuracies were measured, or sweeps alone. */
    boolean isMeasured() {
        return content.has("fixed");
    }

    /** Whether it had no part in the choice of any rule or constant. */
    boolean isHeldBack() {
        return content.path("held_back").asBoolean(false);
    }

    /** All sweeps, those together that differ in nothing but the seed. */
    List<List<SweepOfSurface>> groups() {
        return Stream.of("exponential", "linear")
                .flatMap(spacing -> IntStream.of(150, 600).mapToObj(iterations -> sweeps(spacing, iterations)))
                .filter(sweeps -> !sweeps.isEmpty())
                .toList();
    }

    double regret(double base, double max) {
        JsonNode grid = content.path("grid");
        double lowest = grid.get(0).doubleValue();
        double highest = grid.get(grid.size() - 1).doubleValue();
        if (!(lowest / 10 <= base && base < max && max <= highest * 1.01)) {
            return best();
        }
        return Math.max(0, best() - cycle(base, max));
    }

    /** The lowest and the highest max of the best cycles: no single one of so many, each with two seeds, is the best for sure. */
    double[] bestMaxima() {
        return content.path("cycles")
                .propertyStream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, JsonNode> cell) -> -mean(cell.getValue())))
                .limit(BEST_CELLS)
                .mapToDouble(cell -> content.path("grid")
                        .get(Integer.parseInt(cell.getKey().split(",")[1]))
                        .doubleValue())
                .sorted()
                .toArray();
    }

    double regretOfFixed(double lr) {
        double x = position(lr);
        int below = Math.min((int) x, content.path("grid").size() - 2);
        JsonNode fixed = content.path("fixed");
        return Math.max(
                0, best() - mean(fixed.get(below)) * (1 - (x - below)) - mean(fixed.get(below + 1)) * (x - below));
    }

    private double best() {
        return Stream.concat(
                        content.path("fixed").valueStream(),
                        content.path("cycles").valueStream())
                .map(Surface::mean)
                .sorted((one, other) -> Double.compare(other, one))
                .limit(BEST_CELLS)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private double cycle(double base, double max) {
        int size = content.path("grid").size();
        double y = position(max);
        double x = Math.max(Math.min(position(base), y - 1e-9), y - MOST_RUNGS_BELOW);
        double total = 0;
        double weights = 0;
        for (int i = (int) Math.floor(x); i <= Math.floor(x) + 1; i++) {
            for (int j = (int) Math.floor(y); j <= Math.floor(y) + 1; j++) {
                double weight = (1 - Math.abs(x - i)) * (1 - Math.abs(y - j));
                Double cell = weight <= 0 || j >= size || i < 0 ? null : cell(i, j);
                if (cell != null) {
                    total += weight * cell;
                    weights += weight;
                }
            }
        }
        return weights > 0 ? total / weights : 0;
    }

    private @Nullable Double cell(int base, int max) {
        if (base >= max) {
            return mean(content.path("fixed").get(max));
        }
        JsonNode cycles = content.path("cycles");
        String nearest = Math.max(base, max - MOST_RUNGS_BELOW) + "," + max;
        JsonNode measured = cycles.has(base + "," + max) ? cycles.get(base + "," + max) : cycles.get(nearest);
        return measured == null ? null : mean(measured);
    }

    private double position(double rate) {
        JsonNode grid = content.path("grid");
        double first = Math.log10(grid.get(0).doubleValue());
        double second = Math.log10(grid.get(1).doubleValue());
        return Math.clamp((Math.log10(rate) - first) / (second - first), 0, grid.size() - 1.0);
    }

    private static double mean(JsonNode values) {
        return values.valueStream().mapToDouble(JsonNode::doubleValue).average().orElseThrow();
    }

    /** One range test that was run on the task of a surface. */
    record SweepOfSurface(SweptRange swept, Curve curve) {

        static SweepOfSurface of(JsonNode sweep) {
            List<Observation> observations = new ArrayList<>();
            for (JsonNode point : sweep.path("points")) {
                JsonNode validation = point.get(4);
                observations.add(new Observation(
                        point.get(0).longValue(),
                        point.get(1).doubleValue(),
                        point.get(2).isNull() ? Double.NaN : point.get(2).doubleValue(),
                        point.get(3).isNull()
                                ? null
                                : Double.valueOf(point.get(3).doubleValue()),
                        validation.isNull() ? null : new Validation(Double.NaN, validation.doubleValue())));
            }
            SweptRange swept = new SweptRange(
                    sweep.path("start").doubleValue(), sweep.path("end").doubleValue());
            return new SweepOfSurface(swept, new Curve(observations));
        }
    }
}
