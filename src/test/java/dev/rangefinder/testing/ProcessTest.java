package dev.rangefinder.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test that starts a database, a server or trainers in this process: never beside another of its kind, and not at all with
 * {@code -Dquick}.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag("process")
@ExtendWith({ServersEnd.class, TrainerJvm.class})
@Execution(ExecutionMode.SAME_THREAD)
public @interface ProcessTest {}
