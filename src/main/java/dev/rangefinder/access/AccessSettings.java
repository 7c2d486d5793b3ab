package dev.rangefinder.access;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is let in.
 *
 * @param access whether a key is asked for
 * @param firstKey a file that gets a key of the role admin when there is none at all: for a container, whose first
 *     start has no other way to be given one
 */
@ConfigurationProperties("rangefinder")
record AccessSettings(
        @DefaultValue("automatic") AccessMode access,
        @Nullable Path firstKey) {}
