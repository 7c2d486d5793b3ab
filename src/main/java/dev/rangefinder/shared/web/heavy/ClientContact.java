package dev.rangefinder.shared.web.heavy;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Whether the client of a request still waits for the answer; of one whose body was not read, which is what would be seen
 * first, it is taken to.
 */
final class ClientContact {

    private static final String ATTRIBUTE = ClientContact.class.getName();

    private final org.apache.coyote.@Nullable Request request;

    private ClientContact(org.apache.coyote.@Nullable Request request) {
        this.request = request;
    }

    /** Of a client that is not looked after. */
    static ClientContact none() {
        return new ClientContact(null);
    }

    /** That of the request that the calling thread serves; of none, it is never lost. */
    static ClientContact current() {
        @Nullable RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
        return new ClientContact(
                attributes == null
                        ? null
                        : (org.apache.coyote.Request)
                                attributes.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
    }

    /**
     * Looks at the connection, without waiting; by the thread that serves the request alone.
     *
     * <p>Tomcat says that something can be read both when the connection has ended and when the client has sent its
     * next request already. The second look tells them apart: the next request is then in Tomcat's buffer, and no
     * longer counts.
     */
    boolean isLost() {
        boolean isReadable = hasSomethingToRead();
        return isReadable && hasSomethingToRead();
    }

    private boolean hasSomethingToRead() {
        if (request == null || !request.isFinished()) {
            return false;
        }
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable() > 0;
    }

    /** Notes Tomcat's own request, which the facade that controllers see hides. */
    static final class NotingValve extends ValveBase {

        NotingValve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(ATTRIBUTE, request.getCoyoteRequest());
            getNext().invoke(request, response);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Noting {

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> noting() {
            return factory -> factory.addEngineValves(new NotingValve());
        }
    }
}
