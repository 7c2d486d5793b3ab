/** Answers that are pictures: their addresses end with their form, and say their size. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.drawing.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
