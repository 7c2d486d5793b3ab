/** Pure: pictures of lines, bands and text along axes, and how they are written as SVG and PNG. */
@ApplicationModule(allowedDependencies = {"shared", "shared::web"})
@NullMarked
package dev.rangefinder.drawing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
