package dev.rangefinder.shared.web.heavy;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Has requests leave a part of the processors to trainers: many that are cheap each, two hundred a second, cost a trainer
 * a tenth of its pace. They go before heavy work, and have a quarter of a processor that a trainer keeps busy.
 */
@Configuration(proxyBeanMethods = false)
class RequestPriority {

    private static final int NICE = 5;

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> lowering() {
        return factory -> factory.addEngineValves(new LoweringValve());
    }

    /** At each request, which costs no more than to ask: carriers of virtual threads come and go. */
    private static final class LoweringValve extends ValveBase {

        LoweringValve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            if (NiceValue.IS_OF_THREADS) {
                NiceValue.set(NiceValue.THIS_THREAD, NICE);
            }
            getNext().invoke(request, response);
        }
    }
}
