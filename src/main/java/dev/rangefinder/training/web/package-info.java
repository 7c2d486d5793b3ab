/** All that is served below {@code /v1/training-runs}. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.training.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
