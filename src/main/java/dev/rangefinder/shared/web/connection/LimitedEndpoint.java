package dev.rangefinder.shared.web.connection;

import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.web.problem.Problems;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.util.net.NioEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Refuses connections where there are too many, of one address or of all: Tomcat itself lets them wait unanswered,
 * those of other clients, too.
 */
final class LimitedEndpoint extends NioEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(LimitedEndpoint.class);

    /** At its own limit Tomcat accepts nothing, and so could refuse nothing. */
    private static final int BELOW_TOMCATS_LIMIT = 16;

    private static final byte[] ANSWER = answer();

    private volatile int mostOfAddress = Integer.MAX_VALUE;

    private static byte[] answer() {
        String problem = Json.MAPPER.writeValueAsString(Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-connections",
                "There are too many connections (rangefinder.connections). Close some, or ask another server."));
        return "HTTP/1.1 503 \r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\nRetry-After: 10\r\nConnection: close\r\n\r\n%s"
                .formatted(problem.length(), problem)
                .getBytes(StandardCharsets.US_ASCII);
    }

    void limit(int ofAddress) {
        mostOfAddress = ofAddress;
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        if (hasRoomFor(socket)) {
            return super.setSocketOptions(socket);
        }
        destroySocket(socket); // the acceptor closes only what it has begun to serve
        return false;
    }

    private boolean hasRoomFor(SocketChannel socket) {
        try {
            String address =
                    ((InetSocketAddress) socket.getRemoteAddress()).getAddress().getHostAddress();
            long open = getConnectionCount();
            if (open < getMaxConnections() - BELOW_TOMCATS_LIMIT
                    && (open <= mostOfAddress || openOf(address) < mostOfAddress)) {
                return true;
            }
            LOG.debug("a connection of {} is refused: {} are open", address, open);
            if (!isSSLEnabled()) {
                int ignored = socket.write(ByteBuffer.wrap(ANSWER)); // into an empty buffer: it waits for nothing
            }
        } catch (IOException gone) {
            LOG.debug("a connection ended before it was looked at", gone);
        }
        return false;
    }

    private long openOf(String address) {
        return getConnections().stream()
                .filter(connection -> address.equals(connection.getRemoteAddr()))
                .count();
    }
}
