package dev.rangefinder.rangetest.web;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A schedule, or a part of one, as JSON.
 *
 * @param iterations the length of the whole; past it the last rate holds
 * @param from the iteration of the first rate here
 * @param endsMidCycle whether the whole stops inside a cycle, at a rate above base_lr
 */
@SuppressWarnings("ArrayRecordComponent") // a million rates are 8 MB as an array; nobody compares these
record ScheduleView(
        String policy,
        double baseLr,
        double maxLr,
        long stepSizeUp,
        long stepSizeDown,
        long iterations,
        boolean endsMidCycle,
        long from,
        double[] rates) {

    static ScheduleView of(
            String policy,
            double baseLr,
            double maxLr,
            long stepSizeUp,
            long stepSizeDown,
            long iterations,
            long from,
            double[] rates) {
        boolean endsMidCycle = iterations % (stepSizeUp + stepSizeDown) != 0;
        return new ScheduleView(policy, baseLr, maxLr, stepSizeUp, stepSizeDown, iterations, endsMidCycle, from, rates);
    }

    /** All that the rates follow from. */
    @JsonIgnore
    Object[] parts() {
        return new Object[] {policy, baseLr, maxLr, stepSizeUp, stepSizeDown, iterations, from, rates.length};
    }

    String csv() {
        StringBuilder out = new StringBuilder("iteration,lr\n");
        for (int i = 0; i < rates.length; i++) {
            out.append(Long.toString(from + i)).append(',').append(rates[i]).append('\n');
        }
        return out.toString();
    }
}
