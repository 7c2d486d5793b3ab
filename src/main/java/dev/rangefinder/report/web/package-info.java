/** What every resource that takes reports has in common on the wire. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.report.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
