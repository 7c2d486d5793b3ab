/** How the values of a request are read: query parameters, form fields, bodies. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web.request;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
