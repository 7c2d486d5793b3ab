/** Answers that never change: entity tags, ranges of bytes, leave to keep them. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web.immutable;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
