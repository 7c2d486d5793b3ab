package dev.rangefinder.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;

/** A server without lanes that asks for keys, and where the client {@code frugal} may have little. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServerTest
@TestPropertySource(
        properties = {
            "rangefinder.lanes.local.enabled=false",
            FirstKey.SETTING,
            "rangefinder.quota.clients.frugal.queued-runs=3",
            "rangefinder.quota.clients.frugal.iterations=1000",
            "rangefinder.quota.clients.frugal.stored=2KB",
            "rangefinder.quota.clients.hasty.requests=5",
            "rangefinder.quota.clients.patient.running-runs=1"
        })
public @interface ServerWithKeys {}
