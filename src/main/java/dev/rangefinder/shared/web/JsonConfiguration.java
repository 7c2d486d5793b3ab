package dev.rangefinder.shared.web;

import dev.rangefinder.shared.Json;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamReadConstraints;

/** Lets HTTP speak the project's JSON. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    JsonFactoryBuilderCustomizer limitedBodies() {
        return factory -> factory.streamReadConstraints(StreamReadConstraints.builder()
                .maxDocumentLength(BodyLimit.BYTES)
                .build());
    }

    @Bean
    JsonMapperBuilderCustomizer projectJson() {
        return Json::configure;
    }
}
