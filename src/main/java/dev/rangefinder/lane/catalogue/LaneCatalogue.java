package dev.rangefinder.lane.catalogue;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The lanes of this process, as its settings name them. */
public final class LaneCatalogue {

    public static final String PREFIX = "rangefinder.lanes";

    /** The lane that there is when nothing is said. */
    private static final String DEFAULT_LANE = "local";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private LaneCatalogue() {}

    /**
     * Reads the settings below {@code rangefinder.lanes}: those that are named there, none if it is set to nothing, and
     * {@code local} with its defaults if it is not set at all.
     *
     * @throws IllegalStateException if a lane has a name that could not be asked for
     */
    public static Map<String, LaneSettings> of(Environment environment) {
        Binder binder = Binder.get(environment);
        if ("".equals(environment.getProperty(PREFIX))) {
            return Map.of();
        }
        Map<String, LaneSettings> named = binder.bind(PREFIX, Bindable.mapOf(String.class, LaneSettings.class))
                .orElseGet(() ->
                        Map.of(DEFAULT_LANE, binder.bindOrCreate(PREFIX + "." + DEFAULT_LANE, LaneSettings.class)));
        Map<String, LaneSettings> served = new TreeMap<>();
        named.forEach((name, settings) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalStateException(
                        "%s.%s: expected a name of 1 to 63 lower-case letters, digits or '-'".formatted(PREFIX, name));
            }
            if (settings.enabled()) {
                served.put(name, settings);
            }
        });
        return served;
    }
}
