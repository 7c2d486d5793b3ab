package dev.rangefinder.testing;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Ends the servers in the tests' JVM after the last test: when the JVM ends they would find their database gone, and wait for it. */
final class ServersEnd implements BeforeAllCallback, AutoCloseable {

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(ServersEnd.class)).computeIfAbsent(ServersEnd.class, key -> this);
    }

    @Override
    public void close() {
        TestDatabase.closeServers();
    }
}
