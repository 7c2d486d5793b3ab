package dev.rangefinder.schedule.web;

import dev.rangefinder.schedule.render.RatesCsv;
import dev.rangefinder.schedule.render.RatesJson;
import dev.rangefinder.schedule.render.RatesNdjson;
import dev.rangefinder.shared.web.AcceptedTypes;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import dev.rangefinder.shared.web.immutable.ImmutableAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;

/** Sends a part of a schedule in the form that the client likes best. */
@Component
public class RatesAnswer {

    private final HeavyWork heavy;

    /** The first is for those who do not mind; to add one, write it and name it here. */
    private final List<RatesFormat> forms;

    RatesAnswer(HeavyWork heavy) {
        this.heavy = heavy;
        this.forms = List.of(
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
                new RatesFormat.Picture(new MediaType("image", "svg+xml"), heavy));
    }

    /**
     * Sends the rates, computed one by one while they are written.
     *
     * @throws dev.rangefinder.shared.InvalidValuesException if it is more than one answer holds
     * @throws HttpMediaTypeNotAcceptableException if the client takes none of the forms
     */
    public void send(Rates rates, HttpServletRequest request, HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        preferred(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)))
                .send(rates, new ImmutableAnswer(heavy, request, response));
    }

    private RatesFormat preferred(List<String> accept) throws HttpMediaTypeNotAcceptableException {
        List<MediaType> wanted = new ArrayList<>(AcceptedTypes.of(accept));
        MimeTypeUtils.sortBySpecificity(wanted);
        return wanted.stream()
                .filter(type -> type.getQualityValue() > 0)
                .flatMap(type -> forms.stream().filter(form -> type.isCompatibleWith(form.type())))
                .findFirst()
                .orElseThrow(() -> new HttpMediaTypeNotAcceptableException(
                        forms.stream().map(RatesFormat::type).toList()));
    }
}
