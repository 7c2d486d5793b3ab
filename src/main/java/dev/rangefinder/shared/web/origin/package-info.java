/** Where requests come from: those that a foreign page had a browser send are refused. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web.origin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
