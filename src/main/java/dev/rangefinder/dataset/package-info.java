/** The catalogue of data sets, built-in and uploaded, kept on disk under the hash of their content. */
@ApplicationModule(allowedDependencies = {"access", "quota", "shared", "shared::files", "shared::web", "model::spec"})
@NullMarked
package dev.rangefinder.dataset;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
