/**
 * The models that a managed run can train: what networks there are, and the catalogue of uploaded TorchScript modules.
 */
@ApplicationModule(allowedDependencies = {"access", "quota", "shared", "shared::files", "shared::web"})
@NullMarked
package dev.rangefinder.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
