/** Who may use the service, and for what: API keys, logins and their roles; and who changed what. */
@ApplicationModule(allowedDependencies = {"quota", "shared", "shared::web"})
@NullMarked
package dev.rangefinder.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
