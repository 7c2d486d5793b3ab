package dev.rangefinder.shared.web.immutable;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Answers {@code If-None-Match: *} with 304 where there is an answer that never changes; Spring takes it for a tag. */
@RestControllerAdvice
class IfNoneMatchAny implements ResponseBodyAdvice<Object> {

    static final String ANY = "*";

    @Override
    public boolean supports(MethodParameter result, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter result,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        boolean isSafe = HttpMethod.GET.equals(request.getMethod()) || HttpMethod.HEAD.equals(request.getMethod());
        if (isSafe && response.getHeaders().getETag() != null && ANY.equals(ifNoneMatch(request))) {
            response.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
            response.setStatusCode(HttpStatus.NOT_MODIFIED);
            return null;
        }
        return body;
    }

    /** Spring reads all headers at once, and fails at one that is malformed and of no matter here. */
    private static @Nullable String ifNoneMatch(ServerHttpRequest request) {
        return ((ServletServerHttpRequest) request).getServletRequest().getHeader(HttpHeaders.IF_NONE_MATCH);
    }
}
