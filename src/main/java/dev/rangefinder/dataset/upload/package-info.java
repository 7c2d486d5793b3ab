/** Files that come in parts, since they are too large for one request: begun, continued after a break, and forgotten. */
@NullMarked
package dev.rangefinder.dataset.upload;

import org.jspecify.annotations.NullMarked;
