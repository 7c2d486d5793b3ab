package dev.rangefinder.shared.web;

import java.util.List;
import java.util.Map;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What an {@code Accept} asks for. */
public final class AcceptedTypes {

    private static final String QUALITY = "q";

    private AcceptedTypes() {}

    /**
     * The media types, in the order of the header: all where it names none, none where it cannot be read. Parameters
     * are left out, since every text here is UTF-8. So is the type of a problem, which every answer can be: generated
     * clients name it alone where the answer that they wait for is no JSON.
     */
    public static List<MediaType> of(List<String> header) {
        List<MediaType> types;
        try {
            types = MediaType.parseMediaTypes(header);
        } catch (InvalidMediaTypeException unreadable) {
            return List.of();
        }
        List<MediaType> asked = types.stream()
                .map(AcceptedTypes::withoutParameters)
                .filter(type -> !type.equalsTypeAndSubtype(MediaType.APPLICATION_PROBLEM_JSON))
                .toList();
        return asked.isEmpty() ? List.of(MediaType.ALL) : asked;
    }

    private static MediaType withoutParameters(MediaType type) {
        MediaType plain = new MediaType(type.getType(), type.getSubtype());
        String quality = type.getParameter(QUALITY);
        return quality == null ? plain : new MediaType(plain, Map.of(QUALITY, quality));
    }
}
