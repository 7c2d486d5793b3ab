package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.render.RatesCsv;
import dev.rangefinder.schedule.render.RatesJson;
import dev.rangefinder.schedule.render.RatesNdjson;
import dev.rangefinder.schedule.render.SchedulePicture;
import dev.rangefinder.shared.web.AcceptedTypes;
import dev.rangefinder.shared.web.ImmutableAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** Sends a part of a schedule in the form that the client likes best. */
public final class RatesAnswer {

    /** The first is for those who do not mind; to add one, write it and name it here. */
    private static final List<RatesFormat> FORMS = List.of(
            new RatesFormat.Text(
                    MediaType.APPLICATION_JSON,
                    (rates, out) -> RatesJson.write(
                            rates.part(), rates.multiplier(), rates.policyReason(), rates.warnings(), out)),
            new RatesFormat.Text(
                    new MediaType("text", "csv"),
                    (rates, out) -> RatesCsv.write(rates.part(), rates.multiplier(), out)),
            new RatesFormat.Text(
                    new MediaType("application", "x-ndjson"),
                    (rates, out) -> RatesNdjson.write(rates.part(), rates.multiplier(), out)),
            new RatesFormat.Bytes(MediaType.APPLICATION_OCTET_STREAM),
            new RatesFormat.Text(
                    new MediaType("image", "svg+xml"),
                    (rates, out) -> out.write(SchedulePicture.of(rates.part(), rates.multiplier())
                            .svg()
                            .getBytes(StandardCharsets.UTF_8))));

    private RatesAnswer() {}

    /**
     * Sends the rates, computed one by one while they are written.
     *
     * @throws HttpMediaTypeNotAcceptableException if the client takes none of the forms
     */
    public static void send(Rates rates, HttpServletRequest request, HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        preferred(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)))
                .send(rates, new ImmutableAnswer(request, response));
    }

    private static RatesFormat preferred(List<String> accept) throws HttpMediaTypeNotAcceptableException {
        List<MediaType> wanted = new ArrayList<>(AcceptedTypes.of(accept));
        MimeTypeUtils.sortBySpecificity(wanted);
        return wanted.stream()
                .filter(type -> type.getQualityValue() > 0)
                .flatMap(type -> FORMS.stream().filter(form -> type.isCompatibleWith(form.type())))
                .findFirst()
                .orElseThrow(() -> new HttpMediaTypeNotAcceptableException(
                        FORMS.stream().map(RatesFormat::type).toList()));
    }
}
