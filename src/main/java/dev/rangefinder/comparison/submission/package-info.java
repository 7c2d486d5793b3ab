/** What can be asked for: a workload, a budget, and the schedules that are to be held against each other. */
@NullMarked
package dev.rangefinder.comparison.submission;

import org.jspecify.annotations.NullMarked;
