package dev.rangefinder.shared.web.origin;

import dev.rangefinder.shared.Check;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How browsers may get here.
 *
 * @param names the service goes by, beside {@code localhost} and addresses; {@code *} for any
 */
@ConfigurationProperties("rangefinder.web")
record WebSettings(@DefaultValue List<String> names) {

    WebSettings {
        names = List.copyOf(names);
        Check.fields()
                .that(
                        names.stream().allMatch(name -> name.equals("*") || name.matches("[A-Za-z0-9._-]+")),
                        "names",
                        names,
                        "names of hosts, without a scheme or a port")
                .orThrow();
    }
}
