package dev.rangefinder.dataset;

import dev.rangefinder.shared.files.WorkDirectory;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has Tomcat write uploads to disk as they come, below the data directory, and end those that are too large. */
@Configuration(proxyBeanMethods = false)
class UploadConfiguration {

    private static final long FILE_AS_LARGE_AS_REQUEST = -1;

    private static final int NOTHING_IN_MEMORY = 0;

    @Bean
    MultipartConfigElement multipartConfig(WorkDirectory work, DataSetSettings settings) throws IOException {
        return new MultipartConfigElement(
                work.newDirectory().toString(),
                FILE_AS_LARGE_AS_REQUEST,
                settings.maxUpload().toBytes(),
                NOTHING_IN_MEMORY);
    }

    @Bean
    PartFiles partFiles(MultipartConfigElement received, Clock clock) {
        return new PartFiles(Path.of(received.getLocation()), clock);
    }
}
