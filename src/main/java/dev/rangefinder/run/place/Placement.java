package dev.rangefinder.run.place;

import dev.rangefinder.shared.Check;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where runs want to be trained, and how urgently.
 *
 * @param client whose they are: the free slots go round among the clients that wait
 * @param priority higher ones first, whichever clients wait
 * @param lane the only lane that may take them; null for any
 * @param device the only kind of device that they may be trained on; null for any
 */
@Embeddable
public record Placement(
        String client,
        int priority,
        @Nullable @Column(name = "asked_lane") String lane,

        @Nullable @Enumerated(EnumType.STRING) @Column(name = "asked_device")
        DeviceKind device) {

    /** All clients that do not say who they are count as one. */
    public static final String ANONYMOUS = "anonymous";

    /** Names that need no quoting in an address, a setting or a label of a metric. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private static final int UTMOST_PRIORITY = 100;

    /** Of a client that says nothing. */
    public static final Placement USUAL = of(null, null, null, null);

    public Placement {
        Check.fields()
                .that(
                        NAME.matcher(client).matches(),
                        "client",
                        client,
                        "1 to 64 letters, digits, '.', '_', '@' or '-', the first a letter or a digit")
                .between("priority", priority, -UTMOST_PRIORITY, UTMOST_PRIORITY)
                .orThrow();
    }

    /** The same of another client. */
    public Placement ofClient(String other) {
        return new Placement(other, priority, lane, device);
    }

    /** Reads what a submission says; what it does not say restricts nothing. */
    public static Placement of(
            @Nullable String client, @Nullable Integer priority, @Nullable String lane, @Nullable DeviceKind device) {
        return new Placement(client == null ? ANONYMOUS : client, priority == null ? 0 : priority, lane, device);
    }
}
