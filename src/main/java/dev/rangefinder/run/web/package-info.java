/**
 * What clients are told of the runs of a group while they go on, whatever they were ordered for: events, and answers
 * that wait for the end.
 */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.run.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
