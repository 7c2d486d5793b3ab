/** Pure: the lines that a server and its trainer exchange over stdin and stdout. */
@NamedInterface("protocol")
@NullMarked
package dev.rangefinder.trainer.protocol;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
