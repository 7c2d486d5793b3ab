/** How much of the service each client may have. */
@ApplicationModule(allowedDependencies = {"shared", "shared::web"})
@NullMarked
package dev.rangefinder.quota;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
