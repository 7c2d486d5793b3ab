package dev.rangefinder.shared.web.request;

import dev.rangefinder.shared.WholeNumbers;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How the values of parameters and of parts of a path are read: as JSON would have them; empty ones are absent. */
@Configuration(proxyBeanMethods = false)
class RequestValues implements WebMvcConfigurer {

    /** RFC 3339 has four digits for the year, all of which PostgreSQL can keep. */
    private static final Pattern TIME = Pattern.compile("\\d{4}-.*");

    /** A converter may give null, for an absent value; the type of its registry does not say so. */
    @Override
    @SuppressWarnings("NullAway")
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Instant.class, RequestValues::time);
        registry.addConverter(String.class, Long.class, RequestValues::whole);
        registry.addConverter(String.class, Integer.class, text -> {
            Long whole = whole(text);
            return whole == null ? null : Integer.valueOf(Math.toIntExact(whole));
        });
    }

    private static @Nullable Instant time(String text) {
        if (text.isEmpty()) {
            return null;
        } else if (!TIME.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return OffsetDateTime.parse(text).toInstant();
    }

    private static @Nullable Long whole(String text) {
        return text.isBlank() ? null : Long.valueOf(WholeNumbers.parse(text.strip()));
    }
}
