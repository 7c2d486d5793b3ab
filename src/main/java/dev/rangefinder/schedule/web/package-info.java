/** All that is served below {@code /v1/schedules}, and the rates of any schedule in every form. */
@NamedInterface("web")
@NullMarked
package dev.rangefinder.schedule.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
