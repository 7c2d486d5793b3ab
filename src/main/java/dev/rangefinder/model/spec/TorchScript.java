package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.shared.Check;
import java.util.regex.Pattern;

/**
 * A module that a user uploaded.
 *
 * @param id the hash of its content, so that what a range test trained can never be another one
 */
@JsonTypeName("torchscript")
public record TorchScript(@JsonProperty(required = true) String id) implements Model {

    /** What a sample of a module's is. */
    public enum Reads {
        /** Numbers: an image, or a vector. */
        VALUES,
        /** The ids of tokens: a window of a text. */
        TOKENS
    }

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    public TorchScript {
        Check.fields()
                .that(
                        id != null && ID.matcher(id).matches(),
                        "id",
                        id,
                        "the id of an uploaded model, 64 hexadecimal digits")
                .orThrow();
    }
}
