/** How a client is told that it has what it may have. */
@NullMarked
package dev.rangefinder.quota.web;

import org.jspecify.annotations.NullMarked;
