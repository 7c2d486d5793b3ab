package dev.rangefinder.report;

import dev.rangefinder.report.curve.Outcome;
import java.util.UUID;

/**
 * Where a reported run stands.
 *
 * @param receivedThrough the iteration up to which every rank has reported all; -1 for none
 * @param iterationsDone how many its curve is drawn from
 */
public record ReportStatus(UUID run, long receivedThrough, long iterationsDone, Outcome outcome) {}
