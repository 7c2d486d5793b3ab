package dev.rangefinder.dataset;

import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A name in the catalogue, and the content that it stands for. */
@Entity
@SuppressWarnings({"NullAway.Init", "unused"}) // Hibernate fills and reads the fields
public class DataSet extends Aggregate<UUID> {

    @Id
    private UUID id;

    private String name;
    private String contentHash;

    @JdbcTypeCode(SqlTypes.JSON)
    private Layout layout;

    private boolean builtIn;
    private Instant createdAt;

    protected DataSet() {}

    private DataSet(String name, String contentHash, Layout layout, boolean builtIn, Instant now) {
        this.id = Ids.next();
        this.name = name;
        this.contentHash = contentHash;
        this.layout = layout;
        this.builtIn = builtIn;
        this.createdAt = now;
    }

    static DataSet uploaded(String name, String contentHash, Layout layout, Instant now) {
        return new DataSet(name, contentHash, layout, false, now);
    }

    static DataSet builtIn(BuiltIn builtIn, Instant now) {
        return new DataSet(builtIn.name(), builtIn.contentHash(), builtIn.layout(), true, now);
    }

    /** Follows a newer version of the service, whose samples differ. */
    void become(BuiltIn newer) {
        contentHash = newer.contentHash();
        layout = newer.layout();
    }

    @Override
    public UUID getId() {
        return id;
    }

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** SHA-256, in hexadecimal. */
    public String contentHash() {
        return contentHash;
    }

    public Layout layout() {
        return layout;
    }

    /** Whether it came with the service; then it cannot be deleted. */
    public boolean builtIn() {
        return builtIn;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
