package dev.rangefinder.shared.web.connection;

import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tomcat's reader of one connection, which can be looked at while it reads. */
final class WatchedProcessor extends Http11Processor {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedProcessor.class);

    WatchedProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, adapter);
    }

    /** By another thread than the connection's: what that does meanwhile is seen at the next look at the latest. */
    void leaveIfSlow(ConnectionSettings limits) {
        try {
            @Nullable SocketWrapperBase<?> connection = getSocketWrapper();
            if (connection != null && isSlow(limits)) {
                LOG.info("A client that sends its request too slowly is left: {}", connection.getRemoteAddr());
                connection.close();
            }
        } catch (RuntimeException endedMeanwhile) {
            LOG.debug("a connection ended while it was looked at", endedMeanwhile);
        }
    }

    /** A head that is not whole yet is one that Tomcat has put away until there is more of it, which it calls ended. */
    private boolean isSlow(ConnectionSettings limits) {
        long began = request.getStartTimeNanos();
        double seconds = (System.nanoTime() - began) / 1e9 - limits.headLimit().toMillis() / 1e3;
        if (began < 0 || seconds < 0) {
            return false;
        }
        return switch (request.getRequestProcessor().getStage()) {
            case Constants.STAGE_PARSE, Constants.STAGE_ENDED -> !isAsync();
            case Constants.STAGE_SERVICE ->
                !request.isFinished()
                        && request.getBytesRead()
                                < seconds * limits.slowestBody().toBytes();
            default -> false;
        };
    }
}
