package dev.rangefinder.rangetest.web;

import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.drawing.web.PictureAnswer;
import dev.rangefinder.rangetest.RangeTests;
import dev.rangefinder.rangetest.RecommendationCache;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.schedule.Multipliers;
import dev.rangefinder.schedule.render.SchedulePicture;
import dev.rangefinder.schedule.render.ScheduleSlice;
import dev.rangefinder.schedule.web.CodeAnswer;
import dev.rangefinder.schedule.web.Rates;
import dev.rangefinder.schedule.web.RatesAnswer;
import dev.rangefinder.schedule.web.SliceQuery;
import dev.rangefinder.shared.web.request.QueryObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Serves the schedule of a range test: the rates of every iteration, from the recommendation that was pinned. */
@RestController
class ScheduleController {

    private static final String PATH = RangeTestController.PATH + "/{id}/schedule";

    private final RecommendationCache recommendations;
    private final RangeTests rangeTests;
    private final RatesAnswer answer;
    private final PictureAnswer pictures;

    ScheduleController(
            RecommendationCache recommendations, RangeTests rangeTests, RatesAnswer answer, PictureAnswer pictures) {
        this.answer = answer;
        this.pictures = pictures;
        this.recommendations = recommendations;
        this.rangeTests = rangeTests;
    }

    /** The object has the parameters of all policies; a test says if one is missing. */
    @ModelAttribute
    ScheduleQuery query(
            @RequestParam(required = false) @Nullable String policy,
            @RequestParam(required = false) @Nullable String accept,
            @RequestParam(required = false) @Nullable Long iterations,
            @RequestParam(required = false) @Nullable Long epochs,
            @RequestParam(name = "step_size", required = false) @Nullable Long stepSize,
            @RequestParam(required = false) @Nullable Long from,
            @RequestParam(required = false) @Nullable Long count,
            @RequestParam(required = false) @Nullable Long every,
            @QueryObject({
                        "T_0",
                        "T_max",
                        "T_mult",
                        "anneal_strategy",
                        "base_lr",
                        "base_momentum",
                        "cycle_momentum",
                        "div_factor",
                        "end_lr",
                        "eta_max",
                        "eta_min",
                        "factor",
                        "final_div_factor",
                        "gamma",
                        "lr",
                        "max_lr",
                        "max_momentum",
                        "milestones",
                        "pct_start",
                        "power",
                        "restart_decay",
                        "spacing",
                        "start_lr",
                        "step_size_down",
                        "step_size_up",
                        "three_phase",
                        "total_steps",
                        "window"
                    })
                    ObjectNode overrides) {
        return new ScheduleQuery(
                policy, accept, iterations, epochs, stepSize, overrides, new SliceQuery(from, count, every));
    }

    @GetMapping(PATH)
    void schedule(
            @PathVariable UUID id,
            @ModelAttribute(binding = false) ScheduleQuery query,
            @RequestParam(name = "multiplier", required = false, defaultValue = "") List<String> multipliers,
            @RequestParam(required = false) @Nullable String group,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        double multiplier = Multipliers.of(Multipliers.ofParameters(multipliers), group);
        Recommendation recommendation = recommendations.of(id).orElseThrow(() -> none(id));
        OptionalLong epoch = OptionalLong.of(recommendation.stepSize().iterationsPerEpoch());
        Rates filled = Rates.of(query.fill(recommendation), multiplier, epoch);
        Rates rates = query.policyReason(recommendation).map(filled::because).orElse(filled);
        answer.send(
                ProvisionalRecommendation.warning(recommendation)
                        .map(rates::with)
                        .orElse(rates),
                request,
                response);
    }

    /** As a picture, with a line for each group where no single one is asked for. */
    @GetMapping(
            path = PATH + ".{form}",
            produces = {PictureAnswer.SVG, PictureAnswer.PNG})
    ResponseEntity<byte[]> picture(
            @PathVariable UUID id,
            @PathVariable String form,
            @ModelAttribute(binding = false) ScheduleQuery query,
            @RequestParam(name = "multiplier", required = false, defaultValue = "") List<String> multipliers,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable Integer width,
            @RequestParam(required = false) @Nullable Integer height) {
        PictureSize size = new PictureSize(width, height);
        Map<String, Double> groups = Multipliers.ofParameters(multipliers);
        double multiplier = Multipliers.of(groups, group);
        ScheduleSlice part = query.fill(recommendations.of(id).orElseThrow(() -> none(id)));
        return pictures.immutable(
                form, () -> SchedulePicture.of(part, multiplier, group == null ? groups : Map.of(), size));
    }

    /** Programs that compute the same rates without this service. */
    @GetMapping(path = PATH + "/code", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, String>> code(
            @PathVariable UUID id, @ModelAttribute(binding = false) ScheduleQuery query) {
        ScheduleSlice part = query.fill(recommendations.of(id).orElseThrow(() -> none(id)));
        return CodeAnswer.of(part.schedule(), part.iterations());
    }

    /** Why there is no recommendation. */
    private RuntimeException none(UUID id) {
        return new NoRecommendationException(rangeTests.require(id));
    }
}
