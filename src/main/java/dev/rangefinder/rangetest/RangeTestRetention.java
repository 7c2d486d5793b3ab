package dev.rangefinder.rangetest;

import dev.rangefinder.shared.Chore;
import dev.rangefinder.shared.Retention;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Range tests are kept for as long as the settings say. */
@Configuration(proxyBeanMethods = false)
class RangeTestRetention {

    /** Each may have a million points. */
    private static final int AT_ONCE = 10;

    @Bean
    Chore rangeTestsPastTheirTime(RetentionSettings settings, RangeTests rangeTests, JdbcClient jdbc) {
        return new Retention(
                "range tests past their time", "range_test", settings.rangeTests(), AT_ONCE, rangeTests::delete, jdbc);
    }
}
