package dev.rangefinder.comparison;

import dev.rangefinder.shared.Chore;
import dev.rangefinder.shared.Retention;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Comparisons are kept for as long as the settings say. */
@Configuration(proxyBeanMethods = false)
class ComparisonRetention {

    /** Each may have a hundred million points. */
    private static final int AT_ONCE = 1;

    @Bean
    Chore comparisonsPastTheirTime(ComparisonRetentionSettings settings, Comparisons comparisons, JdbcClient jdbc) {
        return new Retention(
                "comparisons past their time",
                "comparison",
                settings.comparisons(),
                AT_ONCE,
                comparisons::delete,
                jdbc);
    }
}
