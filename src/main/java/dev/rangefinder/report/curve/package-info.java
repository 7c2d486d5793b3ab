/** Pure: from what each rank reports of an iteration to the curve of its run. */
@NamedInterface("curve")
@NullMarked
package dev.rangefinder.report.curve;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
