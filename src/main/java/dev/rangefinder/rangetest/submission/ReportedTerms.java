package dev.rangefinder.rangetest.submission;

import dev.rangefinder.report.curve.Reporting;

/** What a reported range test says that a managed one does not. */
public record ReportedTerms(ReportedWorkload workload, Reporting reporting) {}
