package dev.rangefinder.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, and a browser that looks at its page. */
public final class BrowsedServer implements AutoCloseable {

    private final ServerProcess server;
    private final Api api;
    private final Browser browser;

    private BrowsedServer(ServerProcess server) {
        this.server = server;
        this.api = server.ready();
        this.browser = Browser.of(server.port());
    }

    /**
     * With a database of its own.
     *
     * @param directory for its data
     * @param settings beside those of its database and its data
     */
    public static BrowsedServer start(Path directory, String... settings) {
        List<String> all = new ArrayList<>(TestDatabase.fresh().arguments());
        all.add(ServerProcess.dataIn(directory));
        all.addAll(List.of(settings));
        return new BrowsedServer(ServerProcess.start(directory, ServerJvm.quickToStart(), all));
    }

    public Api api() {
        return api;
    }

    public Browser browser() {
        return browser;
    }

    /** Where its pages are, up to the path. */
    public String origin() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        browser.close();
        server.close();
    }
}
