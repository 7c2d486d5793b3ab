package dev.rangefinder.shared.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses a client that takes no JSON before anything is done for it: Spring asks only when the answer is there. */
@Configuration(proxyBeanMethods = false)
class Negotiation implements WebMvcConfigurer, HandlerInterceptor {

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.strategies(List.of(Negotiation::mediaTypes));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/v1/**");
    }

    private static List<MediaType> mediaTypes(NativeWebRequest request) {
        String @Nullable [] header = request.getHeaderValues(HttpHeaders.ACCEPT);
        List<MediaType> accepted = AcceptedTypes.of(header == null ? List.of() : List.of(header));
        return accepted.isEmpty() ? List.of(MediaType.ALL) : accepted; // a problem is answered whatever cannot be read
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpMediaTypeNotAcceptableException {
        if (handler instanceof HandlerMethod method && !method.isVoid()) {
            List<MediaType> accepted = AcceptedTypes.of(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
            boolean suits = hasNegotiated(request)
                    ? !accepted.isEmpty()
                    : accepted.stream().anyMatch(Negotiation::takesJson);
            if (!suits) {
                throw new HttpMediaTypeNotAcceptableException(List.of(MediaType.APPLICATION_JSON));
            }
        }
        return true;
    }

    /** Whether the mapping said what it produces, and was chosen by it. */
    private static boolean hasNegotiated(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) != null;
    }

    private static boolean takesJson(MediaType type) {
        return type.getQualityValue() > 0 && type.includes(MediaType.APPLICATION_JSON);
    }
}
