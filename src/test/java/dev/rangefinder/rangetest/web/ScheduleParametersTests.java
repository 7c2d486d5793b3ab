package dev.rangefinder.rangetest.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.rangetest.RecommendedParameters;
import dev.rangefinder.schedule.Policies;
import dev.rangefinder.shared.web.request.QueryObject;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScheduleParametersTests {

    @Test
    void theParametersOfEveryPolicyThatIsFilledCanBeGivenInAQuery() {
        Set<String> all = new TreeSet<>();
        RecommendedParameters.POLICIES.forEach(policy -> all.addAll(Policies.parameters(policy)));
        all.removeAll(List.of("iterations", "step_size")); // parameters of the query itself, whatever the policy
        assertThat(overridable()).containsExactlyInAnyOrderElementsOf(all);
    }

    private static List<String> overridable() {
        return Arrays.stream(ScheduleController.class.getDeclaredMethods())
                .map(Method::getParameters)
                .flatMap(Arrays::stream)
                .filter((Parameter parameter) -> parameter.isAnnotationPresent(QueryObject.class))
                .flatMap(parameter ->
                        Arrays.stream(parameter.getAnnotation(QueryObject.class).value()))
                .toList();
    }
}
