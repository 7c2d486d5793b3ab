package dev.rangefinder.rangetest;

import dev.rangefinder.report.Reporting;

/** What a reported range test says that a managed one does not. */
public record ReportedTerms(ReportedWorkload workload, Reporting reporting) {}
