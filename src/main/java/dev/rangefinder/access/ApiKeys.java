package dev.rangefinder.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.rangefinder.shared.Ids;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.SqlConditions;
import dev.rangefinder.shared.Violation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The keys that there are. */
@Service
public class ApiKeys {

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    /** A trainer that reports at every step asks the database no more often; and a revoked key ends so soon. */
    private static final Duration READ_AGAIN_AFTER = Duration.ofMillis(250);

    private static final int MOST_REMEMBERED = 10_000;

    /** Often enough to see that a key is in use, seldom enough for a key that is used at every step. */
    private static final Duration NOTE_USE_EVERY = Duration.ofMinutes(1);

    /** RFC 3339 has four digits for the year, all of which PostgreSQL can keep. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final LoadingCache<UUID, Optional<Kept>> read;

    ApiKeys(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.read = Caffeine.newBuilder()
                .expireAfterWrite(READ_AGAIN_AFTER)
                .maximumSize(MOST_REMEMBERED)
                .build(this::kept);
    }

    /** A key with its text, which is shown this once. */
    public record Shown(ApiKey key, String text) {}

    /** A key with what is kept of its text. */
    private record Kept(
            ApiKey key,
            String hash,
            @Nullable String previousHash,
            @Nullable Instant previousUntil) {

        boolean knows(KeyText text, Instant now) {
            boolean isCurrent = KeyHashes.matches(text, hash);
            boolean isPrevious = previousHash != null
                    && previousUntil != null
                    && now.isBefore(previousUntil)
                    && KeyHashes.matches(text, previousHash);
            return isCurrent || isPrevious;
        }
    }

    /** Whether there is any, or was. */
    public boolean exist() {
        return jdbc.sql("select exists (select from api_key)")
                .query(Boolean.class)
                .single();
    }

    /**
     * Makes one.
     *
     * @throws InvalidValuesException if another has its name
     */
    @Transactional
    public Shown make(NewKey wanted) {
        Instant now = clock.instant();
        if (wanted.expiresAt() != null && !wanted.expiresAt().isAfter(now)) {
            throw refused("expires_at", wanted.expiresAt(), "a time to come");
        } else if (wanted.expiresAt() != null && wanted.expiresAt().isAfter(LATEST)) {
            throw refused("expires_at", wanted.expiresAt(), "a year of four digits");
        }
        KeyText text = KeyText.draw(Ids.next());
        try {
            jdbc.sql("""
                            insert into api_key (id, name, role, client, hash, created_at, expires_at)
                            values (:id, :name, :role, :client, :hash, :now, :expires)""")
                    .param("id", text.id())
                    .param("name", wanted.name())
                    .param("role", wanted.role().name())
                    .param("client", wanted.client())
                    .param("hash", KeyHashes.of(text))
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param(
                            "expires",
                            wanted.expiresAt() == null
                                    ? null
                                    : wanted.expiresAt().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException taken) {
            throw refused("name", wanted.name(), "a name that no other key has which is not revoked");
        }
        return new Shown(find(text.id()).orElseThrow(), text.whole());
    }

    /** Makes one if there is none; its text is written down before it is valid, or it never is. */
    @Transactional
    public void makeFirst(NewKey wanted, Consumer<String> write) {
        jdbc.sql("lock table api_key in share row exclusive mode").update(); // servers start together
        if (!exist()) {
            write.accept(make(wanted).text());
        }
    }

    private static InvalidValuesException refused(String field, Object value, String expected) {
        return new InvalidValuesException(List.of(new Violation(field, value, expected)));
    }

    public Optional<ApiKey> find(UUID id) {
        return kept(id).map(Kept::key);
    }

    /** The newest first, up to one more than the page holds. */
    public List<ApiKey> find(PageRequest page) {
        SqlConditions where = new SqlConditions().and("id < :page", "page", page.before());
        return jdbc.sql("select * from api_key where %s order by id desc limit :limit".formatted(where.sql()))
                .params(where.values())
                .param("limit", page.size() + 1)
                .query((row, number) -> keptOf(row).key())
                .list();
    }

    /**
     * Gives it another text.
     *
     * @param overlap how long the one before holds beside it
     * @throws KeyRevokedException if it is revoked
     */
    @Transactional
    public Optional<Shown> rotate(UUID id, Duration overlap) {
        Optional<ApiKey> found = find(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        KeyText text = KeyText.draw(id);
        int changed = jdbc.sql("""
                        update api_key set previous_hash = hash, previous_until = :until, hash = :hash
                        where id = :id and revoked_at is null""")
                .param("until", clock.instant().plus(overlap).atOffset(ZoneOffset.UTC))
                .param("hash", KeyHashes.of(text))
                .param("id", id)
                .update();
        if (changed == 0) {
            throw new KeyRevokedException(found.get().name());
        }
        read.invalidate(id);
        return Optional.of(new Shown(found.get(), text.whole()));
    }

    /** The id of the one that goes by a name. */
    public Optional<UUID> named(String name) {
        return jdbc.sql("select id from api_key where name = :name and revoked_at is null")
                .param("name", name)
                .query((row, number) -> row.getObject(1, UUID.class))
                .optional();
    }

    /** Ends it, for good; one that is revoked already stays so. */
    @Transactional
    public Optional<ApiKey> revoke(UUID id) {
        jdbc.sql("update api_key set revoked_at = :now where id = :id and revoked_at is null")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
        read.invalidate(id);
        return find(id);
    }

    /** Whether a text is that of a key, valid or not. */
    public static boolean isKey(String text) {
        return text.startsWith(KeyText.PREFIX);
    }

    /**
     * The key of a text, if it is valid at this moment. One that is unknown is compared as one that is known, so that
     * neither the answer nor its time tells them apart.
     */
    public Optional<ApiKey> valid(String text) {
        Optional<KeyText> given = KeyText.read(text);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<Kept> kept = Objects.requireNonNull(read.get(given.get().id()));
        boolean isKnown = kept.isPresent() ? kept.get().knows(given.get(), now) : KeyHashes.matches(given.get(), null);
        if (!isKnown) {
            return Optional.empty();
        }
        Optional<ApiKey> key = kept.map(Kept::key).filter(found -> found.isValid(now));
        key.ifPresent(used -> noteUse(used, now));
        return key;
    }

    /** For people to look at: where the database's disk is full, reading goes on without it. */
    private void noteUse(ApiKey key, Instant now) {
        if (key.lastUsedAt() != null && key.lastUsedAt().plus(NOTE_USE_EVERY).isAfter(now)) {
            return;
        }
        try {
            jdbc.sql("""
                            update api_key set last_used_at = :now
                            where id = :id and (last_used_at is null or last_used_at < :before)""")
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("before", now.minus(NOTE_USE_EVERY).atOffset(ZoneOffset.UTC))
                    .param("id", key.id())
                    .update();
            read.invalidate(key.id());
        } catch (DataAccessException notNow) {
            LOG.debug("the use of key {} is not noted", key.name(), notNow);
        }
    }

    private Optional<Kept> kept(UUID id) {
        return jdbc.sql("select * from api_key where id = :id")
                .param("id", id)
                .query((row, number) -> keptOf(row))
                .optional();
    }

    private static Kept keptOf(ResultSet row) throws SQLException {
        return new Kept(
                new ApiKey(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        row.getString("client"),
                        row.getTimestamp("created_at").toInstant(),
                        time(row, "expires_at"),
                        time(row, "revoked_at"),
                        time(row, "last_used_at")),
                row.getString("hash"),
                row.getString("previous_hash"),
                time(row, "previous_until"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        @Nullable Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
