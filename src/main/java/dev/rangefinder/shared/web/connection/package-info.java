/** Limits of connections: how many, how slow, how long. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
