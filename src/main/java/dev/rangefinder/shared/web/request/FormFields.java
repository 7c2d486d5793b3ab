package dev.rangefinder.shared.web.request;

import dev.rangefinder.shared.web.problem.Problems.ValueError;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * The text fields of an upload, each asked for by its name; what is wrong with them is collected and refused together.
 */
public final class FormFields {

    /** Names that need no quoting in an address, a command line or a file name. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final MultipartHttpServletRequest request;
    private final List<ValueError> errors = new ArrayList<>();

    private FormFields(MultipartHttpServletRequest request) {
        this.request = request;
    }

    /**
     * Those of a request.
     *
     * @throws MultipartException if the client broke off: then Spring passes the request on as it is
     */
    public static FormFields of(HttpServletRequest received) {
        if (!(received instanceof MultipartHttpServletRequest request)) {
            throw new MultipartException("the upload broke off", whyItHasNoParts(received));
        }
        return new FormFields(request);
    }

    private static @Nullable Exception whyItHasNoParts(HttpServletRequest received) {
        try {
            received.getParts();
            return null;
        } catch (IOException | ServletException | IllegalStateException reason) {
            return reason;
        }
    }

    /** The names of all that were sent. */
    public Set<String> names() {
        return request.getParameterMap().keySet();
    }

    /** The files that were sent. */
    public MultiValueMap<String, MultipartFile> files() {
        return request.getMultiFileMap();
    }

    /** A field that has to be there once; refused if it is not. */
    public Optional<String> once(String field) {
        String[] values = request.getParameterValues(field);
        if (values == null) {
            refuse(field, null, "a text field");
            return Optional.empty();
        }
        if (values.length > 1) {
            refuse(field, "there %d times".formatted(values.length), "once");
            return Optional.empty();
        }
        return Optional.of(values[0]);
    }

    /** What the upload is to be called. */
    public Optional<String> name() {
        Optional<String> name = once("name");
        name.filter(given -> !NAME.matcher(given).matches()).ifPresent(given -> refuse("name", given, NAME.pattern()));
        return name;
    }

    /** A number that has to be there once; {@code least} where it is refused. */
    public int number(String field, int least, int most) {
        Optional<String> text = once(field);
        try {
            int number = Integer.parseInt(text.orElse(Integer.toString(least)));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // falls through to the same answer as a number out of range
        }
        refuse(field, text.orElseThrow(), "a whole number from %d to %d".formatted(least, most));
        return least;
    }

    public void refuse(String field, @Nullable String found, String expected) {
        errors.add(ValueError.of("/" + field, found, expected));
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidFormException naming all fields that were refused
     */
    public void orThrow() {
        if (!errors.isEmpty()) {
            throw new InvalidFormException(errors, List.of());
        }
    }
}
