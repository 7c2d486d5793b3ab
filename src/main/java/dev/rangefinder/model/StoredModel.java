package dev.rangefinder.model;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An uploaded module and what it was checked with; it never changes. */
@Entity
@Immutable
@SuppressWarnings({"NullAway.Init", "unused"}) // Hibernate fills and reads the fields
public class StoredModel extends Aggregate<String> {

    @Id
    private String contentHash;

    private UUID sortId;
    private String name;

    @JdbcTypeCode(SqlTypes.JSON)
    private Shape input;

    @Enumerated(EnumType.STRING)
    private Reads reads;

    private int classes;
    private long parameters;
    private long fileBytes;
    private @Nullable String owner;
    private Instant createdAt;

    protected StoredModel() {}

    StoredModel(String name, IncomingModel incoming, String owner, Instant now) {
        this.contentHash = incoming.contentHash();
        this.sortId = Ids.next();
        this.name = name;
        this.input = incoming.input();
        this.reads = incoming.reads();
        this.classes = incoming.classes();
        this.parameters = incoming.parameters();
        this.fileBytes = incoming.fileBytes();
        this.owner = owner;
        this.createdAt = now;
    }

    @Override
    public String getId() {
        return contentHash;
    }

    /** SHA-256 of the file and of what it was checked with, in hexadecimal. */
    public String id() {
        return contentHash;
    }

    /** In the order of creation, which the ids have not. */
    public UUID sortId() {
        return sortId;
    }

    /** For people: several models may have the same. */
    public String name() {
        return name;
    }

    /** Of one sample; of a text as many places as a window has tokens. */
    public Shape input() {
        return input;
    }

    public Reads reads() {
        return reads;
    }

    public int classes() {
        return classes;
    }

    /** How many numbers it learns. */
    public long parameters() {
        return parameters;
    }

    public long fileBytes() {
        return fileBytes;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
