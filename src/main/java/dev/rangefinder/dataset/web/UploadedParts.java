package dev.rangefinder.dataset.web;

import dev.rangefinder.access.Caller;
import dev.rangefinder.dataset.format.file.Source;
import dev.rangefinder.dataset.upload.Upload;
import dev.rangefinder.dataset.upload.Uploads;
import dev.rangefinder.shared.Json;
import dev.rangefinder.shared.web.request.FormFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/** The files of a form that have come in parts before: its field {@code uploads} names them. */
@Component
class UploadedParts {

    static final String FIELD = "uploads";

    private static final TypeReference<Map<String, List<UUID>>> IDS = new TypeReference<>() {};

    private final Uploads uploads;

    UploadedParts(Uploads uploads) {
        this.uploads = uploads;
    }

    /** Them, by the part for which they stand; what is wrong is refused as a field. */
    Map<String, List<Source>> of(FormFields fields, Caller caller) throws IOException {
        if (!fields.names().contains(FIELD)) {
            return Map.of();
        }
        Map<String, List<Source>> sources = new LinkedHashMap<>();
        for (Map.Entry<String, List<UUID>> part : ids(fields).entrySet()) {
            List<Source> ofPart = new ArrayList<>();
            for (UUID id : part.getValue()) {
                if (isWhole(id, fields, caller)) {
                    ofPart.add(() -> uploads.open(id));
                }
            }
            sources.put(part.getKey(), ofPart);
        }
        return sources;
    }

    private static Map<String, List<UUID>> ids(FormFields fields) {
        Optional<String> text = fields.once(FIELD);
        if (text.isEmpty()) {
            return Map.of();
        }
        Optional<Map<String, List<UUID>>> ids = parsed(text.get());
        if (ids.isEmpty()) {
            fields.refuse(FIELD, text.get(), "{\"train\": [\"the id of an upload\"]}, in JSON");
        }
        return ids.orElse(Map.of());
    }

    /** Empty also where there is a {@code null}. */
    private static Optional<Map<String, List<UUID>>> parsed(String text) {
        try {
            return Optional.<Map<String, List<UUID>>>ofNullable(Json.MAPPER.readValue(text, IDS))
                    .filter(ids -> ids.values().stream()
                            .allMatch(
                                    ofPart -> ofPart != null && ofPart.stream().noneMatch(Objects::isNull)));
        } catch (JacksonException exception) {
            return Optional.empty();
        }
    }

    private boolean isWhole(UUID id, FormFields fields, Caller caller) throws IOException {
        Optional<Upload> upload = uploads.find(id);
        if (upload.isEmpty()) {
            fields.refuse(FIELD, id.toString(), "the id of an upload that is here");
            return false;
        }
        caller.requireOwn(upload.get()::owner);
        long received = uploads.received(upload.get());
        if (received < upload.get().bytes()) {
            fields.refuse(
                    FIELD,
                    "%s, of which %d of %d bytes have come"
                            .formatted(id, received, upload.get().bytes()),
                    "an upload that has come whole");
            return false;
        }
        return true;
    }
}
