package dev.rangefinder.shared.web.connection;

import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How Tomcat takes connections, and hands long answers to the kernel. */
@Configuration(proxyBeanMethods = false)
class SocketConfiguration {

    /**
     * What a system call takes at most, instead of 8 KB: a long answer is then not slowed down by their number. Each
     * open connection has a buffer of this size, so that thousands of them still fit.
     */
    private static final int WRITE_BUFFER_BYTES = 32 * 1024;

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> limits(ConnectionSettings settings) {
        return factory -> {
            factory.setProtocol(LimitedHttp.class.getName());
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof LimitedHttp http) {
                    http.limit(settings);
                }
            });
        };
    }

    @Bean
    TomcatConnectorCustomizer longWrites() {
        return connector -> {
            connector.setProperty("socket.appWriteBufSize", Integer.toString(WRITE_BUFFER_BYTES));
            connector.setProperty("socket.directBuffer", "true"); // which the kernel reads without another copy
        };
    }
}
