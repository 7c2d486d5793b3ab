package dev.rangefinder.access;

import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.InvalidValuesException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

/** Whether this server asks for a key; and whether it may start at all, which is settled before it listens. */
@Component
public class Access {

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private static final NewKey FIRST = new NewKey("first", Role.ADMIN, null, null);

    /** So soon the first key of a service closes the other servers too. */
    private static final int LOOK_EVERY_MILLIS = 500;

    private final AccessMode mode;
    private final ApiKeys keys;

    private final ReentrantLock looking = new ReentrantLock();

    /** Never false again: keys are revoked, but not deleted. */
    private volatile boolean isClosed;

    Access(AccessSettings settings, ApiKeys keys, ObjectProvider<JwtDecoder> logins, ServerProperties server) {
        this.mode = settings.access();
        this.keys = keys;
        @Nullable Path firstKey = settings.firstKey();
        if (firstKey != null && mode != AccessMode.OPEN) {
            keys.makeFirst(FIRST, text -> write(firstKey, text));
        }
        boolean hasLogins = logins.getIfAvailable() != null;
        this.isClosed = mode != AccessMode.OPEN && (mode == AccessMode.KEYS || hasLogins || keys.exist());
        @Nullable InetAddress address = server.getAddress();
        boolean isLocal = address != null && address.isLoopbackAddress();
        if (mode == AccessMode.KEYS && !hasLogins && !keys.exist()) {
            throw NoKeysException.ofSetting();
        }
        if (mode == AccessMode.AUTOMATIC && !isClosed && !isLocal) {
            throw NoKeysException.ofAddress(address);
        }
        if (mode == AccessMode.OPEN && !isLocal) {
            LOG.warn("Every client that reaches this address may do everything: rangefinder.access=open.");
        }
    }

    /** Whether all may do everything, without a key. */
    public boolean isOpen() {
        return !isClosed;
    }

    /** Not at each request: one that needs no database is answered without it. */
    @Scheduled(fixedRate = LOOK_EVERY_MILLIS, timeUnit = TimeUnit.MILLISECONDS)
    void look() {
        if (mode != AccessMode.AUTOMATIC || isClosed || !looking.tryLock()) {
            return; // the look before waits for a database that is away
        }
        try {
            isClosed |= keys.exist();
        } catch (DataAccessException away) {
            LOG.debug("whether there are keys by now is not known", away);
        } finally {
            looking.unlock();
        }
    }

    /**
     * Makes a key; the first one closes a service that is open because there was none.
     *
     * @throws InvalidValuesException if that one could make no other
     */
    public ApiKeys.Shown make(NewKey wanted) {
        boolean closes = mode == AccessMode.AUTOMATIC && !isClosed;
        Check.fields()
                .that(
                        !closes || wanted.role() == Role.ADMIN,
                        "role",
                        wanted.role().name().toLowerCase(Locale.ROOT),
                        "admin: the first key closes the service, and only this role can make others")
                .orThrow();
        ApiKeys.Shown made = keys.make(wanted);
        isClosed |= closes;
        return made;
    }

    /** Written as a file for the moment, which is its user's alone from the first. */
    private static void write(Path file, String text) {
        try {
            Path directory = file.toAbsolutePath().normalize().getParent();
            Path written = Files.createTempFile(Files.createDirectories(directory), "key", null);
            Files.writeString(written, text + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException exception) {
            throw new UncheckedIOException("The first key cannot be written to " + file, exception);
        }
        LOG.info("There was no API key, so one was made: its role is admin, and it stands in {}.", file);
    }
}
