package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rangefinder.shared.Check;
import dev.rangefinder.shared.InvalidValuesException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipliersTests {

    @Test
    void aQuerySaysGroupAndNumber() {
        assertThat(Multipliers.ofParameters(List.of("head:10", "back:bone:0.25", "x:1E-3", "y:2e+1")))
                .isEqualTo(Map.of("head", 10.0, "back:bone", 0.25, "x", 1e-3, "y", 20.0));
        assertThat(Multipliers.ofParameters(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "head",
                "head:",
                ":1",
                " :1",
                "head:0",
                "head:0.0",
                "head:-1",
                "head:NaN",
                "head:Infinity",
                "head:1e999",
                "head:1f",
                "head:0x1p3",
                "head: 1",
                "head:1."
            })
    void whatIsNoGroupAndNumberIsRefused(String parameter) {
        assertThatThrownBy(() -> Multipliers.ofParameters(List.of(parameter)))
                .isInstanceOf(InvalidValuesException.class)
                .hasMessageContaining("multiplier is " + parameter);
    }

    @Test
    void aGroupIsNamedOnce() {
        assertThatThrownBy(() -> Multipliers.ofParameters(List.of("head:1", "head:2")))
                .hasMessageContaining("every group once");
    }

    @Test
    void thereAreAtMost64Groups() {
        assertThat(Multipliers.ofParameters(parameters(64))).hasSize(64);
        assertThatThrownBy(() -> Multipliers.ofParameters(parameters(65))).hasMessageContaining("65 groups");
        assertThatNoException().isThrownBy(() -> check(groups(64)));
        assertThatThrownBy(() -> check(groups(65))).hasMessageContaining("multipliers is 65 groups");
    }

    private static List<String> parameters(int groups) {
        return IntStream.range(0, groups).mapToObj(i -> "g" + i + ":1").toList();
    }

    private static Map<String, Double> groups(int groups) {
        return IntStream.range(0, groups).boxed().collect(Collectors.toMap(i -> "g" + i, i -> 1.0));
    }

    private static void check(Map<String, Double> multipliers) {
        Check check = Check.fields();
        Multipliers.check(check, multipliers);
        check.orThrow();
    }

    @Test
    void aMultiplierIsAPositiveNumberOfANamedGroup() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> check(Map.of("head", wrong))).hasMessageContaining("multipliers/head is " + wrong);
        }
        assertThatThrownBy(() -> check(Map.of(" ", 1.0))).hasMessageContaining("a group's name");
        Map<String, Double> none = new TreeMap<>(Collections.singletonMap("head", null));
        assertThatThrownBy(() -> check(none)).hasMessageContaining("multipliers/head is null");
    }

    @Test
    void whoNamesNoGroupGetsTheScheduleItself() {
        Map<String, Double> multipliers = new TreeMap<>(Map.of("head", 10.0, "body", 0.5));
        assertThat(Multipliers.of(multipliers, null)).isEqualTo(1);
        assertThat(Multipliers.of(multipliers, "head")).isEqualTo(10);
        assertThatThrownBy(() -> Multipliers.of(multipliers, "tail"))
                .hasMessageContaining("group is tail, expected one of body, head");
        assertThatThrownBy(() -> Multipliers.of(Map.of(), "tail")).hasMessageContaining("there are no groups");
    }
}
