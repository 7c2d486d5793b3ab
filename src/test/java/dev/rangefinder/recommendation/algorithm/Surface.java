package dev.rangefinder.recommendation.algorithm;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.recommendation.SweptRange;
import dev.rangefinder.recommendation.TestContext;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.shared.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A measured accuracy surface, and how far below its best a pair of bounds lands: the same as {@code surface.py}. */
record Surface(JsonNode content) {

    /** As far below the max as cycles were measured. */
    private static final int MOST_RUNGS_BELOW = 6;

    private static final int BEST_CELLS = 5;

    private static final Set<String> FOLLOWS_GRADIENT = Set.of("sgd", "sgdm", "mom", "nesterov");

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
        return new TestContext(
                swept,
                iterationsPerEpoch(),
                momentum(),
                content.has("trivial_loss")
                        ? Double.valueOf(content.path("trivial_loss").doubleValue())
                        : null,
                FOLLOWS_GRADIENT.stream().anyMatch(Set.of(task().split("-"))::contains));
    }

    String family() {
        return content.path("family").asString("");
    }

    /** The loss of the best constant predictor, if the surface says it. */
    OptionalDouble trivialLoss() {
        return content.path("trivial_loss").doubleValueOpt();
    }

    /** How many classes are told apart; none of a regression, or where the surface does not say it. */
    OptionalInt classes() {
        return content.path("classes").intValueOpt();
    }

    /** Whether the weights it starts from had been trained before. */
    boolean isFineTuning() {
        return content.path("fine_tuning").asBoolean(false);
    }

    /** Of the optimizer where it is said, else as the task's name has it. */
    private double momentum() {
        JsonNode optimizer = content.path("optimizer");
        if (optimizer.isObject()) {
            return optimizer
                    .path("betas")
                    .path(0)
                    .asDouble(optimizer.path("momentum").asDouble(0));
        }
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

    /**
     * Sweeps of 150 iterations that differ in nothing but the seed; none where a surface has no more than its groups.
     */
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
                .flatMap(spacing -> IntStream.of(150, 500, 600).mapToObj(iterations -> sweeps(spacing, iterations)))
                .filter(sweeps -> !sweeps.isEmpty())
                .toList();
    }

    double regret(double base, double max) {
        return isWithin(base, max) ? Math.max(0, best() - cycle(base, max, Surface::mean)) : best();
    }

    /** The regret as a share of the best score, since scores differ. */
    double shareLost(double base, double max) {
        return regret(base, max) / best();
    }

    /**
     * The lowest and the highest max of the best cycles: no single one of so many, each with two seeds, is the best for
     * sure.
     */
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

    /** The mean score of the best cells, of which no single one is the best for sure. */
    double best() {
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

    /**
     * What one training of a cycle was measured to reach, of as many seeds as the cells have; 0 outside of what was
     * measured.
     *
     * @param seed any number: where a cell has fewer seeds it stands for one of them
     */
    double drawn(double base, double max, int seed) {
        return isWithin(base, max)
                ? cycle(base, max, values -> values.get(seed % values.size()).doubleValue())
                : 0;
    }

    private boolean isWithin(double base, double max) {
        JsonNode grid = content.path("grid");
        double lowest = grid.get(0).doubleValue();
        double highest = grid.get(grid.size() - 1).doubleValue();
        return lowest / 10 <= base && base < max && max <= highest * 1.01;
    }

    private double cycle(double base, double max, ToDoubleFunction<JsonNode> score) {
        int size = content.path("grid").size();
        double y = position(max);
        double x = Math.max(Math.min(position(base), y - 1e-9), y - MOST_RUNGS_BELOW);
        double total = 0;
        double weights = 0;
        for (int i = (int) Math.floor(x); i <= Math.floor(x) + 1; i++) {
            for (int j = (int) Math.floor(y); j <= Math.floor(y) + 1; j++) {
                double weight = (1 - Math.abs(x - i)) * (1 - Math.abs(y - j));
                if (weight > 0 && j < size && i >= 0) {
                    total += weight * cell(i, j, score);
                    weights += weight;
                }
            }
        }
        return weights > 0 ? total / weights : 0;
    }

    /**
     * A base that was not measured lies between its neighbours with the same max; one below all of them is as good as
     * the lowest.
     */
    private double cell(int base, int max, ToDoubleFunction<JsonNode> score) {
        NavigableMap<Integer, Double> column = column(max, score);
        int within = Math.clamp(base, column.firstKey(), max);
        int below = column.headMap(within, true).lastKey();
        int above = column.tailMap(within, true).firstKey();
        double share = below == above ? 0 : (double) (within - below) / (above - below);
        return column.getOrDefault(below, 0.0) * (1 - share) + column.getOrDefault(above, 0.0) * share;
    }

    /** What cycles up to a max reached, by base; the fixed rate is the one whose base is its max. */
    private NavigableMap<Integer, Double> column(int max, ToDoubleFunction<JsonNode> score) {
        NavigableMap<Integer, Double> column = new TreeMap<>();
        column.put(max, score.applyAsDouble(content.path("fixed").get(max)));
        IntStream.range(0, max)
                .filter(base -> content.path("cycles").has(base + "," + max))
                .forEach(base -> column.put(
                        base, score.applyAsDouble(content.path("cycles").get(base + "," + max))));
        return column;
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
            List<Observation> observations = sweep.has("points") ? points(sweep) : columns(sweep);
            SweptRange swept = new SweptRange(
                    sweep.path("start").doubleValue(), sweep.path("end").doubleValue());
            return new SweepOfSurface(swept, new Curve(observations));
        }

        /** Each point by itself: iteration, rate, loss, accuracy, accuracy on samples for validation. */
        private static List<Observation> points(JsonNode sweep) {
            return sweep.path("points")
                    .valueStream()
                    .map(point -> new Observation(
                            point.get(0).longValue(),
                            point.get(1).doubleValue(),
                            point.get(2).asDouble(Double.NaN),
                            number(point.get(3)),
                            validation(point.get(4))))
                    .toList();
        }

        /** All losses, and all accuracies if any, of rates that the spacing says. */
        private static List<Observation> columns(JsonNode sweep) {
            Ladder ladder = new Ladder(
                    sweep.path("start").doubleValue(),
                    sweep.path("end").doubleValue(),
                    sweep.path("iterations").longValue(),
                    Spacing.valueOf(sweep.path("spacing").stringValue().toUpperCase(Locale.ROOT)));
            Map<Long, JsonNode> validations = sweep.path("validation")
                    .valueStream()
                    .collect(Collectors.toMap(pair -> pair.get(0).longValue(), pair -> pair.get(1)));
            JsonNode losses = sweep.path("losses");
            return IntStream.range(0, losses.size())
                    .mapToObj(i -> new Observation(
                            i,
                            ladder.learningRate(i),
                            losses.get(i).asDouble(Double.NaN),
                            number(sweep.path("accuracies").path(i)),
                            validation(validations.getOrDefault((long) i, MissingNode.getInstance()))))
                    .toList();
        }

        private static @Nullable Double number(JsonNode value) {
            return value.isNumber() ? Double.valueOf(value.doubleValue()) : null;
        }

        private static @Nullable Validation validation(JsonNode accuracy) {
            return accuracy.isNumber() ? new Validation(Double.NaN, accuracy.doubleValue()) : null;
        }
    }
}
