package dev.rangefinder.shared.web.connection;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP, which ends connections whose clients send their requests slowly on purpose: Tomcat itself limits only
 * how long it waits for the next byte, so that a byte now and then would keep a connection, and a thread, for days.
 */
public final class LimitedHttp extends Http11NioProtocol {

    private static final long LOOK_EVERY_MILLIS = 500;

    private final LimitedEndpoint endpoint;

    /** Tomcat uses them for one connection after the other, and forgets some. */
    private final Set<WatchedProcessor> processors =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private @Nullable ConnectionSettings settings;
    private @Nullable ScheduledFuture<?> looking;

    /** For Tomcat, which makes it by its name; has no limits yet. */
    public LimitedHttp() {
        this(new LimitedEndpoint());
    }

    private LimitedHttp(LimitedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    void limit(ConnectionSettings limits) {
        settings = limits;
        endpoint.limit(limits.ofAddress());
    }

    @Override
    protected Processor createProcessor() {
        WatchedProcessor processor = new WatchedProcessor(this, adapter);
        processors.add(processor);
        return processor;
    }

    @Override
    public void start() throws Exception {
        super.start();
        ConnectionSettings limits = settings;
        if (limits != null) {
            looking = getUtilityExecutor()
                    .scheduleWithFixedDelay(
                            () -> look(limits), LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void stop() throws Exception {
        if (looking != null) {
            looking.cancel(false);
        }
        super.stop();
    }

    private void look(ConnectionSettings limits) {
        List<WatchedProcessor> all;
        synchronized (processors) {
            all = List.copyOf(processors);
        }
        all.forEach(processor -> processor.leaveIfSlow(limits));
    }
}
