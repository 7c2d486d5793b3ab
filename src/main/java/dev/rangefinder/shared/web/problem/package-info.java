/** Problem answers: what is refused, missing or broken, in one form and in words of the request (RFC 9457). */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.shared.web.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
