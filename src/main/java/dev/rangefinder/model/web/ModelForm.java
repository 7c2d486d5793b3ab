package dev.rangefinder.model.web;

import dev.rangefinder.model.spec.Shape;
import dev.rangefinder.model.spec.TorchScript.Reads;
import dev.rangefinder.shared.web.request.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.multipart.MultipartFile;

/** The parts of an upload: a module, its name, and the samples that it takes, or the windows of a text. */
record ModelForm(String name, Shape input, Reads reads, int classes, MultipartFile module) {

    private static final String MODULE = "module";
    private static final List<String> OF_VALUES = List.of("name", "height", "width", "channels", "classes");
    private static final List<String> OF_TOKENS = List.of("name", "context", "vocabulary");

    /** More than any image or table here has; a batch of them still has to be held in memory. */
    private static final int LARGEST_SIDE = 4096;

    private static final int MOST_CHANNELS = 1_000_000;
    private static final int MOST_CLASSES = 1_000_000;

    /** As of a workload, and of a data set. */
    private static final int LONGEST_CONTEXT = 65_536;

    private static final int LARGEST_VOCABULARY = 1 << 20;

    /** 64 MB, and a batch has several. */
    private static final long LARGEST_SAMPLE = 1 << 24;

    /**
     * Picks the parts out of a request.
     *
     * @throws dev.rangefinder.shared.web.request.InvalidFormException naming all that are wrong
     */
    static ModelForm of(HttpServletRequest received) {
        FormFields fields = FormFields.of(received);
        Optional<String> name = fields.name();
        boolean isOfText =
                fields.names().stream().anyMatch(field -> OF_TOKENS.contains(field) && !field.equals("name"));
        Shape input = isOfText ? new Shape(1, fields.number("context", 1, LONGEST_CONTEXT), 1) : values(fields);
        int classes = isOfText
                ? fields.number("vocabulary", 2, LARGEST_VOCABULARY)
                : fields.number("classes", 1, MOST_CLASSES);
        List<String> known = isOfText ? OF_TOKENS : OF_VALUES;
        fields.names().stream()
                .filter(field -> !known.contains(field))
                .forEach(field -> fields.refuse(field, "a field", "only the fields " + String.join(", ", known)));
        MultipartFile module = module(fields);
        fields.orThrow();
        return new ModelForm(
                name.orElseThrow(),
                input,
                isOfText ? Reads.TOKENS : Reads.VALUES,
                classes,
                Objects.requireNonNull(module));
    }

    private static Shape values(FormFields fields) {
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
        return input;
    }

    private static @Nullable MultipartFile module(FormFields fields) {
        List<MultipartFile> modules = fields.files().getOrDefault(MODULE, List.of());
        if (modules.size() != 1) {
            fields.refuse(MODULE, modules.isEmpty() ? null : "there %d times".formatted(modules.size()), "one file");
        }
        fields.files().keySet().stream()
                .filter(part -> !part.equals(MODULE))
                .forEach(part -> fields.refuse(part, "a file", "only the file " + MODULE));
        return modules.isEmpty() ? null : modules.getFirst();
    }
}
