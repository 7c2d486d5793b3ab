/** All that is served below {@code /v1/keys} and {@code /v1/audit}, and what is asked of every request before it is served. */
@NullMarked
package dev.rangefinder.access.web;

import org.jspecify.annotations.NullMarked;
