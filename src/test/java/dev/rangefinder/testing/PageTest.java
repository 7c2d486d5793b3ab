package dev.rangefinder.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test of the page, in a real browser, of a server that really trains ({@link BrowsedServer}): both are processes of
 * its own. Beside all others, but never beside another of its kind, and not at all with {@code -Dquick}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "dev.rangefinder.testing.Browser#isInstalled",
        disabledReason = "there is no chromium with its chromium-driver (Debian's packages of these names)")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("browser")
public @interface PageTest {}
