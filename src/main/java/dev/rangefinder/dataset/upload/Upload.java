package dev.rangefinder.dataset.upload;

import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** A file that comes in parts, and how long it will be. */
@Entity
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
public class Upload extends Aggregate<UUID> {

    @Id
    private UUID id;

    private String owner;
    private long bytes;
    private Instant createdAt;

    protected Upload() {}

    Upload(String owner, long bytes, Instant now) {
        this.id = Ids.next();
        this.owner = owner;
        this.bytes = bytes;
        this.createdAt = now;
    }

    @Override
    public UUID getId() {
        return id;
    }

    /** Whose quota it is counted against while it is here. */
    public String owner() {
        return owner;
    }

    /** Of the whole file. */
    public long bytes() {
        return bytes;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
