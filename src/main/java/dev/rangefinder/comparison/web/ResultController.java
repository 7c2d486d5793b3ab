package dev.rangefinder.comparison.web;

import dev.rangefinder.comparison.Comparison;
import dev.rangefinder.comparison.ComparisonResults;
import dev.rangefinder.comparison.ComparisonStateException;
import dev.rangefinder.comparison.Comparisons;
import dev.rangefinder.comparison.ResultCsv;
import dev.rangefinder.comparison.judge.Judge;
import dev.rangefinder.comparison.judge.Judgement;
import dev.rangefinder.comparison.judge.Judges;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.drawing.web.PictureAnswer;
import dev.rangefinder.shared.InvalidValuesException;
import dev.rangefinder.shared.Violation;
import dev.rangefinder.shared.web.heavy.HeavyWork;
import dev.rangefinder.shared.web.immutable.Immutable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the result that was pinned when a comparison ended, and what another judge would have said. */
@RestController
class ResultController {

    private static final String PATH = ComparisonController.PATH + "/{id}/result";
    private static final String CSV = "text/csv";
    private static final String SVG = "image/svg+xml";

    private final Comparisons comparisons;
    private final ComparisonResults results;
    private final HeavyWork heavy;
    private final PictureAnswer pictures;

    ResultController(Comparisons comparisons, ComparisonResults results, HeavyWork heavy, PictureAnswer pictures) {
        this.pictures = pictures;
        this.heavy = heavy;
        this.comparisons = comparisons;
        this.results = results;
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Judgement> json(@PathVariable UUID id, @RequestParam(required = false) @Nullable String algorithm) {
        return answer(MediaType.APPLICATION_JSON, id, judgement(find(id), algorithm));
    }

    @GetMapping(path = PATH, produces = CSV)
    ResponseEntity<String> csv(@PathVariable UUID id, @RequestParam(required = false) @Nullable String algorithm) {
        return answer(MediaType.valueOf(CSV), id, ResultCsv.of(judgement(find(id), algorithm)));
    }

    @GetMapping(path = PATH, produces = SVG)
    ResponseEntity<String> svg(@PathVariable UUID id, @RequestParam(required = false) @Nullable String algorithm) {
        Comparison comparison = find(id);
        Judgement judgement = judgement(comparison, algorithm);
        return answer(
                MediaType.valueOf(SVG),
                id,
                heavy.answer(() -> results.picture(comparison, judgement, PictureSize.USUAL)
                        .svg()));
    }

    @GetMapping(
            path = PATH + ".{form}",
            produces = {PictureAnswer.SVG, PictureAnswer.PNG})
    ResponseEntity<byte[]> picture(
            @PathVariable UUID id,
            @PathVariable String form,
            @RequestParam(required = false) @Nullable String algorithm,
            @RequestParam(required = false) @Nullable Integer width,
            @RequestParam(required = false) @Nullable Integer height) {
        PictureSize size = new PictureSize(width, height);
        Comparison comparison = find(id);
        Judgement judgement = judgement(comparison, algorithm);
        return pictures.immutable(form, () -> results.picture(comparison, judgement, size));
    }

    private static <T> ResponseEntity<T> answer(MediaType form, UUID id, T body) {
        return ResponseEntity.ok()
                .contentType(form)
                .varyBy("Accept")
                .eTag(Immutable.tag(form.toString(), id, body))
                .cacheControl(Immutable.FOR_A_YEAR)
                .body(body);
    }

    private Comparison find(UUID id) {
        return comparisons.require(id);
    }

    private Judgement judgement(Comparison comparison, @Nullable String algorithm) {
        Judgement pinned = comparison
                .result()
                .orElseThrow(() -> ComparisonStateException.withoutResult(comparison.getId(), comparison.state()));
        if (algorithm == null) {
            return pinned;
        }
        Judge wanted = Judges.named(algorithm)
                .orElseThrow(() -> new InvalidValuesException(
                        List.of(new Violation("algorithm", algorithm, "one of " + String.join(", ", Judges.ids())))));
        return wanted.id().equals(pinned.algorithm()) ? pinned : heavy.answer(() -> results.judged(comparison, wanted));
    }
}
