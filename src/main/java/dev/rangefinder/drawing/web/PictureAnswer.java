package dev.rangefinder.drawing.web;

import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import dev.rangefinder.shared.web.immutable.Immutable;
import dev.rangefinder.shared.web.problem.NotFoundException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Draws pictures, a few at a time, in the form that their address ends with. */
@Component
public class PictureAnswer {

    public static final String SVG = "image/svg+xml";
    public static final String PNG = MediaType.IMAGE_PNG_VALUE;

    private final HeavyWork heavy;

    PictureAnswer(HeavyWork heavy) {
        this.heavy = heavy;
    }

    /** What comes after the last dot of an address. */
    private enum Form {
        SVG(PictureAnswer.SVG) {
            @Override
            byte[] of(Drawing drawing) {
                return drawing.svg().getBytes(StandardCharsets.UTF_8);
            }
        },
        PNG(PictureAnswer.PNG) {
            @Override
            byte[] of(Drawing drawing) {
                return drawing.png();
            }
        };

        private final String type;

        Form(String type) {
            this.type = type;
        }

        abstract byte[] of(Drawing drawing);

        static Form named(String name) {
            return Stream.of(values())
                    .filter(form -> form.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException("picture in the form", name));
        }
    }

    /**
     * A picture of what never changes.
     *
     * @throws NotFoundException if there is no such form
     */
    public ResponseEntity<byte[]> immutable(String form, Supplier<Drawing> drawing) {
        Form wanted = Form.named(form);
        byte[] picture = heavy.answer(() -> wanted.of(drawing.get()));
        return ResponseEntity.ok()
                .contentType(MediaType.valueOf(wanted.type))
                .eTag(Immutable.tag(form, UUID.nameUUIDFromBytes(picture)))
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(picture);
    }

    /** A picture of how things stand. */
    public ResponseEntity<byte[]> passing(String form, Supplier<Drawing> drawing) {
        Form wanted = Form.named(form);
        return ResponseEntity.ok()
                .contentType(MediaType.valueOf(wanted.type))
                .cacheControl(CacheControl.noStore())
                .body(heavy.answer(() -> wanted.of(drawing.get())));
    }
}
