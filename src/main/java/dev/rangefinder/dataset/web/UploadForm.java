package dev.rangefinder.dataset.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.dataset.format.Format;
import dev.rangefinder.dataset.format.Formats;
import dev.rangefinder.dataset.format.file.Part;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.shared.web.problem.Problems.ValueError;
import dev.rangefinder.shared.web.request.FormFields;
import dev.rangefinder.shared.web.request.InvalidFormException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.util.MultiValueMap;
import org.springframework.web.multipart.MultipartFile;

/** The parts of an upload: every field and file that its format needs, once, and no other file. */
record UploadForm(String name, Format format, Map<String, List<Source>> files) {

    /** The fields of every upload. */
    private static final Set<String> COMMON = Set.of("name", "format", UploadedParts.FIELD);

    /**
     * Picks the parts out of a request.
     *
     * @throws InvalidFormException naming all fields that are wrong, or else all files that are
     */
    static UploadForm of(HttpServletRequest received, UploadedParts inParts, Caller caller) throws IOException {
        FormFields fields = FormFields.of(received);
        Optional<String> name = fields.name();
        Optional<Format> format = fields.once("format").flatMap(given -> known(given, fields));
        Map<String, String> options =
                format.map(known -> options(known.options(), fields)).orElse(Map.of());
        Map<String, List<Source>> uploaded = inParts.of(fields, caller);
        fields.orThrow();
        return new UploadForm(
                name.orElseThrow(),
                format.orElseThrow().with(options),
                files(given(fields.files(), uploaded), format.orElseThrow().parts()));
    }

    /** What is said about the files; a field that the format does not know is refused. */
    private static Map<String, String> options(Set<String> known, FormFields fields) {
        Map<String, String> options = new HashMap<>();
        for (String field : fields.names()) {
            if (known.contains(field)) {
                fields.once(field).ifPresent(value -> options.put(field, value));
            } else if (!COMMON.contains(field)) {
                fields.refuse(field, "a field", "a field that this format has");
            }
        }
        return options;
    }

    private static Optional<Format> known(String name, FormFields fields) {
        Optional<Format> format = Formats.named(name);
        if (format.isEmpty()) {
            String names = Formats.ALL.stream().map(Format::name).collect(Collectors.joining(", "));
            fields.refuse("format", name, "one of: " + names);
        }
        return format;
    }

    /** All files that there are, by their part: those of the request itself come first. */
    private static Map<String, List<Source>> given(
            MultiValueMap<String, MultipartFile> sent, Map<String, List<Source>> uploaded) {
        Map<String, List<Source>> given = new LinkedHashMap<>();
        sent.forEach((part, files) -> files.forEach(
                file -> given.computeIfAbsent(part, name -> new ArrayList<>()).add(file::getInputStream)));
        uploaded.forEach((part, files) ->
                given.computeIfAbsent(part, name -> new ArrayList<>()).addAll(files));
        return given;
    }

    private static Map<String, List<Source>> files(Map<String, List<Source>> given, List<Part> parts) {
        Map<String, List<Source>> sources = new HashMap<>();
        List<ValueError> errors = new ArrayList<>();
        for (Part part : parts) {
            List<Source> files = given.getOrDefault(part.name(), List.of());
            if (!part.allows(files.size())) {
                String found = files.isEmpty() ? null : "there %d times".formatted(files.size());
                errors.add(ValueError.of("/" + part.name(), found, part.expected()));
            }
            sources.put(part.name(), files);
        }
        Set<String> unknown = new LinkedHashSet<>(given.keySet());
        unknown.removeAll(sources.keySet());
        for (String part : unknown) {
            String names = parts.stream().map(Part::name).collect(Collectors.joining(", "));
            errors.add(ValueError.of("/" + part, "a file", "only the files " + names));
        }
        if (!errors.isEmpty()) {
            throw new InvalidFormException(List.of(), errors);
        }
        return sources;
    }
}
