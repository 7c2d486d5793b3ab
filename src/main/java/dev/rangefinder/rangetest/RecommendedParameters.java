package dev.rangefinder.rangetest;

import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.schedule.Policies;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a recommendation says about the parameters of a policy; the others keep the policy's own defaults. Policies that
 * rise and fall go between the bounds; those that only fall start at the bounds' geometric mean or, if they are made to
 * start high, at {@code max_lr}. {@code docs/schedules.md} says where each rule comes from, and what none of them is:
 * measured.
 *
 * @param halfCycle the step size
 * @param length how many iterations the training has
 */
public record RecommendedParameters(Recommendation recommendation, long halfCycle, long length) {

    /** Those whose parameters a query can say: the others hold schedules or lists of points. */
    public static final SortedSet<String> POLICIES = policies();

    /** He et al., arXiv 1512.03385, section 4.2: a tenth after 32,000 and again after 48,000 of 64,000 iterations. */
    private static final double STEP_FACTOR = 0.1;

    /** That of Caffe's LeNet, whose policy this is. */
    private static final double INVERSE_POWER = 0.75;

    /**
     * What is left of exp_range at the end. Smith's settings leave 0.08 (arXiv 1506.01186, section 4.1: .99994 over
     * 42,000 iterations) and 0.14 (section 4.2: .999995 over 400,000).
     */
    private static final double LEFT_AT_THE_END = 0.1;

    private static SortedSet<String> policies() {
        SortedSet<String> names = new TreeSet<>(Policies.names());
        names.removeAll(Set.of("composite", "knots", "warmup"));
        return Collections.unmodifiableSortedSet(names);
    }

    public ObjectNode of(String policy) {
        ObjectNode filled = JsonNodeFactory.instance.objectNode().put("policy", policy);
        Policies.parameters(policy).forEach(name -> fill(policy, name, filled));
        return filled;
    }

    /** The same, where some of the parameters are given. */
    public ObjectNode of(String policy, ObjectNode overrides) {
        ObjectNode filled = of(policy);
        if (overrides.has("step_size_up")) {
            filled.remove("step_size_down");
        }
        if (overrides.has("base_momentum") || overrides.has("max_momentum")) {
            filled.remove("cycle_momentum");
        }
        return filled.setAll(overrides);
    }

    private void fill(String policy, String name, ObjectNode filled) {
        switch (name) {
            case "base_lr" -> filled.put(name, recommendation.baseLr());
            case "max_lr", "eta_max" -> filled.put(name, recommendation.maxLr());
            case "start_lr" -> filled.put(name, recommendation.baseLr());
            case "end_lr" -> fillEnd(policy, filled);
            case "lr" -> filled.put(name, middle());
            case "step_size_up", "step_size_down" -> filled.put(name, halfCycle);
            case "step_size" -> {
                if (policy.equals("decay")) {
                    filled.put(name, halfCycle);
                }
            }
            case "T_0" -> filled.put(name, 2 * halfCycle);
            case "T_max" -> filled.put(name, Math.max(length - 1, 1));
            case "total_steps" -> filled.put(name, policy.equals("polynomial") ? Math.max(length - 1, 1) : length);
            case "iterations" -> filled.put(name, length);
            case "spacing" -> filled.put(name, "exponential");
            case "div_factor" -> filled.put(name, recommendation.maxLr() / recommendation.baseLr());
            case "cycle_momentum" -> fillCycleMomentum(policy, filled);
            case "factor" -> filled.put(name, STEP_FACTOR);
            case "milestones" ->
                filled.putArray(name).add(Math.max(length / 2, 1)).add(Math.max(length / 4 * 3, 2));
            case "gamma" -> fillGamma(policy, filled);
            case "power" -> {
                if (policy.equals("inverse")) {
                    filled.put(name, INVERSE_POWER);
                }
            }
            default -> {} // the policy's own default
        }
    }

    private void fillEnd(String policy, ObjectNode filled) {
        if (policy.equals("ladder")) {
            filled.put("end_lr", recommendation.maxLr());
        }
    }

    /** one_cycle cycles the momentum as well, where there is one. */
    private void fillCycleMomentum(String policy, ObjectNode filled) {
        Double momentum = recommendation.evidence().memory().momentum();
        if (policy.equals("one_cycle") && momentum != null && momentum == 0) {
            filled.put("cycle_momentum", false);
        }
    }

    /** So that as much is left at the end as Smith leaves, or the rate has come to base_lr. */
    private void fillGamma(String policy, ObjectNode filled) {
        switch (policy) {
            case "exp_range", "exp_range_paper" -> filled.put("gamma", Math.pow(LEFT_AT_THE_END, 1.0 / length));
            case "exp" -> filled.put("gamma", Math.pow(recommendation.baseLr() / recommendation.maxLr(), 1.0 / length));
            case "inverse" ->
                filled.put("gamma", (Math.pow(middle() / recommendation.baseLr(), 1 / INVERSE_POWER) - 1) / length);
            default -> {} // has none
        }
    }

    /**
     * A single rate for a whole training: a cycle spends as long above it as below, on the scale on which rates count.
     */
    private double middle() {
        return Math.sqrt(recommendation.baseLr() * recommendation.maxLr());
    }
}
