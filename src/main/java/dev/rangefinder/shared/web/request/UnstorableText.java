package dev.rangefinder.shared.web.request;

import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.web.BodyLimit;
import dev.rangefinder.shared.web.problem.Problems;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Refuses JSON bodies with text that PostgreSQL cannot keep: NUL, and halves of surrogate pairs. */
@RestControllerAdvice
class UnstorableText extends RequestBodyAdviceAdapter {

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        byte[] body = message.getBody()
                .readNBytes(Math.toIntExact(BodyLimit.BYTES) + 1); // what is longer is refused when it is read
        if (hasEscape(body)) {
            check(body);
        }
        return new ReadMessage(message.getHeaders(), body);
    }

    /** Such text can only be written with escapes, which are rare: few bodies are read twice. */
    private static boolean hasEscape(byte[] body) {
        for (int i = 1; i < body.length; i++) {
            if (body[i] == 'u' && body[i - 1] == '\\') {
                return true;
            }
        }
        return false;
    }

    private static void check(byte[] body) {
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING) {
                    refuse(parser);
                }
            }
        } catch (JacksonException malformed) {
            // the same will be said when the body is read for what it is
        }
    }

    private static void refuse(JsonParser parser) {
        String text = parser.getString();
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new UnstorableTextException(
                    parser.streamReadContext().pathAsPointer().toString(), text);
        }
    }

    @ExceptionHandler
    ProblemDetail unstorable(UnstorableTextException exception) {
        return Problems.ofValues(List.of(exception.error));
    }

    static final class UnstorableTextException extends RuntimeException {

        private final transient ValueError error;

        UnstorableTextException(String pointer, String text) {
            super("text that cannot be kept at " + pointer);
            this.error = ValueError.of(
                    pointer, text.replace('\0', '\uFFFD'), "text without NUL and without half surrogate pairs");
        }
    }

    private static final class ReadMessage implements HttpInputMessage {

        private final HttpHeaders headers;
        private final byte[] body;

        ReadMessage(HttpHeaders headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }
    }
}
