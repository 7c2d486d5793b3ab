package dev.rangefinder.schedule.render;

import dev.rangefinder.schedule.AnnealStrategy;
import dev.rangefinder.schedule.Composite;
import dev.rangefinder.schedule.Cosine;
import dev.rangefinder.schedule.CosineRestarts;
import dev.rangefinder.schedule.Cycle;
import dev.rangefinder.schedule.Decay;
import dev.rangefinder.schedule.Exp;
import dev.rangefinder.schedule.ExpRange;
import dev.rangefinder.schedule.ExpRangePaper;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Inverse;
import dev.rangefinder.schedule.Knots;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.OneCycle;
import dev.rangefinder.schedule.Polynomial;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Step;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.schedule.Warmup;
import java.util.function.Function;

/**
 * The arithmetic of each policy in Python: operation for operation that of its record, so that the rates are the same
 * doubles; where a power or a cosine is taken they agree to 1e-14 of the highest rate, because C's and Java's libraries
 * may differ in the last bit.
 *
 * <p>Each formula is the body of a function of {@code iteration}, an int, which ends in {@code return}. A new policy is
 * a case in {@link #rate}, and in {@link #momentum} if it cycles it.
 */
final class PythonFormula {

    /** What the formulas call. */
    static final String FUNCTIONS = """
            import bisect
            import math


            def between(start, end, height):
                return min(max(start * (1 - height) + end * height, min(start, end)), max(start, end))


            def cosine(start, end, part):
                return between(start, end, (1 - math.cos(math.pi * part)) / 2)
            """;

    private PythonFormula() {}

    static String rate(Schedule schedule) {
        return switch (schedule) {
            case Fixed fixed -> "return %s\n".formatted(fixed.lr());
            case Triangular triangular -> cyclical(triangular.cycle(), "", false);
            case Triangular2 triangular2 -> cyclical(triangular2.cycle(), HALVED, false);
            case ExpRange range -> cyclical(range.cycle(), shrunk(range.gamma()), false);
            case ExpRangePaper range ->
                height(range.cycle())
                        + "return %s ** iteration * %s\n"
                                .formatted(
                                        range.gamma(),
                                        between(
                                                range.cycle().baseLr(),
                                                range.cycle().maxLr()));
            case Decay decay ->
                "return between(%s, %s, min(iteration, %d) / %d)\n"
                        .formatted(decay.maxLr(), decay.baseLr(), decay.stepSize(), decay.stepSize());
            case Exp exp -> "return %s * %s ** iteration\n".formatted(exp.maxLr(), exp.gamma());
            case Step step ->
                "return %s * %s ** bisect.bisect_right(%s, iteration)\n"
                        .formatted(step.lr(), step.factor(), step.milestones());
            case Polynomial p ->
                "return between(%s, %s, ((%d - min(iteration, %d)) / %d) ** %s)\n"
                        .formatted(p.endLr(), p.lr(), p.totalSteps(), p.totalSteps(), p.totalSteps(), p.power());
            case Inverse inverse ->
                "return %s * (1 + %s * iteration) ** -%s\n".formatted(inverse.lr(), inverse.gamma(), inverse.power());
            case Cosine cosine ->
                "return cosine(%s, %s, min(iteration, %d) / %d)\n"
                        .formatted(cosine.etaMax(), cosine.etaMin(), cosine.tMax(), cosine.tMax());
            case CosineRestarts restarts -> restarts(restarts);
            case OneCycle oneCycle -> {
                double first = oneCycle.maxLr() / oneCycle.divFactor();
                yield phases(oneCycle, first, oneCycle.maxLr(), first, first / oneCycle.finalDivFactor());
            }
            case Warmup warmup ->
                nested("then", PythonFormula.rate(warmup.then()))
                        + """
                        if iteration >= %d:
                            return then(iteration - %d)
                        return between(%s, then(0), iteration / %d)
                        """.formatted(
                                        warmup.warmupIterations(),
                                        warmup.warmupIterations(),
                                        warmup.startLr(),
                                        warmup.warmupIterations());
            case Composite composite -> stages(composite, PythonFormula::rate);
            case Knots knots -> knots(knots);
            case Ladder ladder -> ladder(ladder);
        };
    }

    /** Empty where the policy leaves the momentum to the optimizer. */
    static String momentum(Schedule schedule) {
        if (schedule.momentum(0).isEmpty()) {
            return "";
        }
        return switch (schedule) {
            case Triangular triangular -> cyclical(triangular.cycle(), "", true);
            case Triangular2 triangular2 -> cyclical(triangular2.cycle(), HALVED, true);
            case ExpRange range -> cyclical(range.cycle(), shrunk(range.gamma()), true);
            case ExpRangePaper range -> cyclical(range.cycle(), shrunk(range.gamma()), true);
            case OneCycle o -> phases(o, o.maxMomentum(), o.baseMomentum(), o.maxMomentum(), o.maxMomentum());
            case Warmup warmup ->
                nested("then", momentum(warmup.then()))
                        + "return then(max(iteration - %d, 0))\n".formatted(warmup.warmupIterations());
            case Composite composite -> stages(composite, PythonFormula::momentum);
            case Fixed ignored -> "";
            case Decay ignored -> "";
            case Exp ignored -> "";
            case Step ignored -> "";
            case Polynomial ignored -> "";
            case Inverse ignored -> "";
            case Cosine ignored -> "";
            case CosineRestarts ignored -> "";
            case Knots ignored -> "";
            case Ladder ignored -> "";
        };
    }

    /** Math.scalb by at most 1100: 2^-1100 is 0 in double. */
    private static final String HALVED = "height = math.ldexp(height, -min(cycle, 1100))\n";

    private static String shrunk(double gamma) {
        return "height = height * %s ** iteration\n".formatted(gamma);
    }

    private static String cyclical(Cycle cycle, String amplitude, boolean momentum) {
        return height(cycle)
                + amplitude
                + "return %s\n"
                        .formatted(
                                momentum
                                        ? "between(%s, %s, height)".formatted(cycle.maxMomentum(), cycle.baseMomentum())
                                        : between(cycle.baseLr(), cycle.maxLr()));
    }

    private static String between(double low, double high) {
        return "between(%s, %s, height)".formatted(low, high);
    }

    private static String height(Cycle cycle) {
        long up = cycle.stepSizeUp();
        long length = up + cycle.stepSizeDown();
        return """
                cycle, position = divmod(iteration, %d)
                height = position / %d if position <= %d else (%d - position) / %d
                """.formatted(length, up, up, length, cycle.stepSizeDown())
                + switch (cycle.window()) {
                    case LINEAR -> "";
                    case WELCH -> "height = 1 - (1 - height) * (1 - height)\n";
                    case HANN -> "height = (1 - math.cos(math.pi * height)) / 2\n";
                };
    }

    private static String restarts(CosineRestarts restarts) {
        String place =
                restarts.tMult() == 1 ? """
                length = %d
                restarts, position = divmod(iteration, length)
                """.formatted(restarts.t0()) : """
                restarts, position, length = 0, iteration, %d
                while position >= length:
                    position -= length
                    length *= %d
                    restarts += 1
                """.formatted(restarts.t0(), restarts.tMult());
        return place
                + "return cosine(max(%s, %s * %s ** restarts), %s, position / length)\n"
                        .formatted(restarts.etaMin(), restarts.etaMax(), restarts.restartDecay(), restarts.etaMin());
    }

    private static String phases(OneCycle oneCycle, double first, double peak, double back, double last) {
        double top = oneCycle.pctStart() * oneCycle.totalSteps() - 1;
        double returned = 2 * oneCycle.pctStart() * oneCycle.totalSteps() - 2;
        long end = oneCycle.totalSteps() - 1;
        String head = """
                step = float(min(iteration, %d))
                if step <= %s:
                    return %s
                """.formatted(end, top, phase(oneCycle, "0.0", Double.toString(top), first, peak));
        if (!oneCycle.threePhase()) {
            return head + "return %s\n".formatted(phase(oneCycle, Double.toString(top), end + ".0", peak, last));
        }
        return head
                + """
                if step <= %s:
                    return %s
                return %s
                """.formatted(
                                returned,
                                phase(oneCycle, Double.toString(top), Double.toString(returned), peak, back),
                                phase(oneCycle, Double.toString(returned), end + ".0", back, last));
    }

    /** A phase without length is at its end. */
    private static String phase(OneCycle oneCycle, String start, String end, double from, double to) {
        String part = Double.parseDouble(start) == Double.parseDouble(end)
                ? "1"
                : "(step - %s) / (%s - %s)".formatted(start, end, start);
        String function = oneCycle.annealStrategy() == AnnealStrategy.COS ? "cosine" : "between";
        return "%s(%s, %s, %s)".formatted(function, from, to, part);
    }

    private static String nested(String name, String body) {
        return "def %s(iteration):\n".formatted(name) + body.indent(4);
    }

    private static String stages(Composite composite, Function<Schedule, String> formula) {
        StringBuilder body = new StringBuilder();
        for (Composite.Stage stage : composite.stages()) {
            body.append(nested("stage", formula.apply(stage.schedule())))
                    .append("""
                    if iteration < %d:
                        return stage(iteration)
                    iteration -= %d
                    """.formatted(stage.iterations(), stage.iterations()));
        }
        return body.append("return stage(%d)\n"
                        .formatted(composite.stages().getLast().iterations() - 1))
                .toString();
    }

    private static String knots(Knots knots) {
        return """
                at = %s
                rates = %s
                right = bisect.bisect_left(at, iteration)
                if right == len(at):
                    return rates[-1]
                if right == 0 or at[right] == iteration:
                    return rates[right]
                left = right - 1
                return between(rates[left], rates[right], (iteration - at[left]) / (at[right] - at[left]))
                """.formatted(
                        knots.knots().stream().map(Knots.Knot::iteration).toList(),
                        knots.knots().stream().map(Knots.Knot::lr).toList());
    }

    private static String ladder(Ladder ladder) {
        return """
                if iteration >= %d:
                    return %s
                fraction = iteration / %d
                """.formatted(ladder.iterations() - 1, ladder.endLr(), ladder.iterations() - 1)
                + switch (ladder.spacing()) {
                    case LINEAR -> "return between(%s, %s, fraction)\n".formatted(ladder.startLr(), ladder.endLr());
                    case EXPONENTIAL ->
                        "return min(%s, %s * (%s / %s) ** fraction)\n"
                                .formatted(ladder.endLr(), ladder.startLr(), ladder.endLr(), ladder.startLr());
                };
    }
}
