package dev.rangefinder.shared.web;

import dev.rangefinder.shared.Json;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets HTTP speak the project's JSON. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    JsonMapperBuilderCustomizer projectJson() {
        return Json::configure;
    }
}
