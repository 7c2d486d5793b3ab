/** What every room needs and none owns: checked values, ids, JSON, problem answers, pages. */
@ApplicationModule(
        type = ApplicationModule.Type.OPEN,
        allowedDependencies = {})
@NullMarked
package dev.rangefinder.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
