package dev.rangefinder.model.web;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.shared.web.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.web.multipart.MultipartFile;

/** The parts of an upload: a module, its name, and the samples that it takes. */
record ModelForm(String name, Shape input, int classes, MultipartFile module) {

    private static final String MODULE = "module";
    private static final List<String> FIELDS = List.of("name", "height", "width", "channels", "classes");

    /** More than any image or table here has; a batch of them still has to be held in memory. */
    private static final int LARGEST_SIDE = 4096;

    private static final int MOST_CHANNELS = 1_000_000;
    private static final int MOST_CLASSES = 1_000_000;

    /** 64 MB, and a batch has several. */
    private static final long LARGEST_SAMPLE = 1 << 24;

    /**
     * Picks the parts out of a request.
     *
     * @throws dev.rangefinder.shared.web.InvalidFormException naming all that are wrong
     */
    static ModelForm of(HttpServletRequest received) {
        FormFields fields = FormFields.of(received);
        Optional<String> name = fields.name();
        Shape input = new Shape(
                fields.number("height", 1, LARGEST_SIDE),
                fields.number("width", 1, LARGEST_SIDE),
                fields.number("channels", 1, MOST_CHANNELS));
        if ((long) input.height() * input.width() * input.channels() > LARGEST_SAMPLE) {
            fields.refuse(
                    "channels",
                    Integer.toString(input.channels()),
                    "samples of at most %d numbers".formatted(LARGEST_SAMPLE));
        }
        int classes = fields.number("classes", 1, MOST_CLASSES);
        fields.names().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> fields.refuse(field, "a field", "only the fields " + String.join(", ", FIELDS)));
        List<MultipartFile> modules = fields.files().getOrDefault(MODULE, List.of());
        if (modules.size() != 1) {
            fields.refuse(MODULE, modules.isEmpty() ? null : "there %d times".formatted(modules.size()), "one file");
        }
        fields.files().keySet().stream()
                .filter(part -> !part.equals(MODULE))
                .forEach(part -> fields.refuse(part, "a file", "only the file " + MODULE));
        fields.orThrow();
        return new ModelForm(name.orElseThrow(), input, classes, modules.getFirst());
    }
}
