/**
 * The page: static files for a browser, which uses the HTTP API like any other client, and the headers that confine it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "shared::web")
package dev.rangefinder.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
