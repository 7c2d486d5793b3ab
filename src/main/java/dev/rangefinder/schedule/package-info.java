/** Pure: which learning rate an optimizer step uses, as a function of the iteration alone; one record per policy. */
@ApplicationModule(allowedDependencies = {"shared", "shared::web", "drawing", "drawing::web"})
@NullMarked
package dev.rangefinder.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
