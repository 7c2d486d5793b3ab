package dev.rangefinder.shared.web.heavy;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/**
 * A body that may take long to compute and much memory, and then is computed in a place of {@link HeavyWork}.
 *
 * @param points how many it is made of, at the most
 */
public record LongBody(long points, HeavyWork.Work<byte[]> work) {

    /** Fewer are read and written in some milliseconds. */
    private static final long MANY_POINTS = 20_000;

    private boolean isLong() {
        return points > MANY_POINTS;
    }

    /** Sends it. */
    @Component
    static class Converter implements HttpMessageConverter<LongBody> {

        private final HeavyWork heavy;

        Converter(HeavyWork heavy) {
            this.heavy = heavy;
        }

        @Override
        public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
            return false;
        }

        @Override
        public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
            return type == LongBody.class;
        }

        @Override
        public List<MediaType> getSupportedMediaTypes() {
            return List.of(MediaType.ALL);
        }

        @Override
        public LongBody read(Class<? extends LongBody> type, HttpInputMessage message) {
            throw new HttpMessageNotReadableException("a body that is computed here", message);
        }

        @Override
        public void write(LongBody body, @Nullable MediaType contentType, HttpOutputMessage message)
                throws IOException {
            HeavyWork.Sending sending = bytes -> {
                if (contentType != null && message.getHeaders().getContentType() == null) {
                    message.getHeaders().setContentType(contentType);
                }
                message.getHeaders().setContentLength(bytes.length);
                message.getBody().write(bytes);
                message.getBody().flush();
            };
            if (body.isLong()) {
                heavy.send(body.work(), sending);
            } else {
                sending.send(body.work().done());
            }
        }
    }
}
