package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.located.CheckPass;
import dev.rangefinder.dataset.samples.Layout;
import dev.rangefinder.shared.Aggregate;
import dev.rangefinder.shared.Ids;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

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

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Description description;

    private boolean builtIn;
    private @Nullable String owner;
    private @Nullable Long bytes;
    private @Nullable String location;

    @Enumerated(EnumType.STRING)
    private DataSetState state;

    private @Nullable Long checked;
    private @Nullable String problem;
    private Instant createdAt;

    protected DataSet() {}

    private DataSet(
            String name,
            String contentHash,
            Layout layout,
            @Nullable Description description,
            boolean builtIn,
            Instant now) {
        this.id = Ids.next();
        this.name = name;
        this.contentHash = contentHash;
        this.layout = layout;
        this.description = description;
        this.builtIn = builtIn;
        this.createdAt = now;
        this.state = DataSetState.READY;
    }

    static DataSet uploaded(String name, IncomingDataSet incoming, String owner, Instant now) {
        DataSet uploaded =
                new DataSet(name, incoming.contentHash(), incoming.layout(), incoming.description(), false, now);
        uploaded.owner = owner;
        uploaded.bytes = incoming.bytes();
        if (incoming.location() != null) {
            uploaded.location = incoming.location().toString();
            uploaded.state = DataSetState.CHECKING;
            uploaded.checked = 0L;
        }
        return uploaded;
    }

    static DataSet builtIn(BuiltIn builtIn, Instant now) {
        return new DataSet(builtIn.name(), builtIn.contentHash(), builtIn.layout(), null, true, now);
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

    /** What became of the upload; absent where it was taken in before that was kept, and where it is built in. */
    Optional<Description> description() {
        return Optional.ofNullable(description);
    }

    /**
     * The loss of the best answer that looks at nothing: of a text the entropy of its tokens; of a regression the variance
     * of the labels for training, by which they are scaled to 1.
     */
    public Optional<Double> trivialLoss() {
        if (layout.isRegression()) {
            return Optional.of(1.0);
        }
        return description().map(Description::tokens).map(Description.Tokens::entropy);
    }

    /** Whether an upload has the same samples, and they mean the same. */
    boolean isOf(IncomingDataSet incoming) {
        return contentHash.equals(incoming.contentHash())
                && (description == null || description.meansTheSameAs(incoming.description()));
    }

    /** Whether it came with the service; then it cannot be deleted. */
    public boolean builtIn() {
        return builtIn;
    }

    /** Where its samples lie, if they are read in place: a real path. */
    public Optional<Path> location() {
        return Optional.ofNullable(location).map(Path::of);
    }

    public DataSetState state() {
        return state;
    }

    /** How many of its samples were looked at, if it is read in place. */
    public Optional<Long> checked() {
        return Optional.ofNullable(checked);
    }

    /** How many there are to be looked at. */
    public Optional<Long> total() {
        return location().map(ignored -> CheckPass.total(layout));
    }

    /** Has it checked, unless that is over: its index may have been damaged, and made anew. */
    void checkUnless(boolean isOver) {
        if (!isOver && state == DataSetState.READY) {
            state = DataSetState.CHECKING;
            checked = 0L;
        }
    }

    /** Is checked to its end, without a problem. */
    void succeed(long samples, CheckPass pass) {
        if (state == DataSetState.CHECKING) {
            state = DataSetState.READY;
            checked = samples;
            description = description == null ? null : pass.found(description);
        }
    }

    /** What its check has found. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    public Instant createdAt() {
        return createdAt;
    }
}
