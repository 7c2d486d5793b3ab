package dev.rangefinder.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test whose servers and trials are all processes of its own, and mostly waited for: beside a {@link
 * ProcessTest}, but never beside another of its kind, and not at all with {@code -Dquick}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("servers of their own")
public @interface SeparateProcessTest {}
