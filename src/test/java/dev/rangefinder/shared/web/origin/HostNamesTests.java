package dev.rangefinder.shared.web.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rangefinder.shared.InvalidValuesException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTests {

    private static final HostNames NONE_SET = new HostNames(new WebSettings(List.of()).names());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost.",
                "LOCALHOST",
                "127.1",
                "2130706433",
                "[::ffff:127.0.0.1]",
                "page.localhost",
                "127.0.0.1",
                "127.9.9.9",
                "[::1]",
                "10.0.0.7",
                "[fe80::1]"
            })
    void thisMachineAndAddressesAreItsOwn(String host) {
        assertThat(NONE_SET.have(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evillocalhost",
                "127.0.0.1.evil.example",
                "rangefinder",
                "[::1",
                "localhost..",
                "localhost\0",
                "0x7f.1.evil.example",
                "127.0.0.1.nip.io",
                ""
            })
    void otherNamesAreNot(String host) {
        assertThat(NONE_SET.have(host)).isFalse();
    }

    @Test
    void namesThatAreSetAreItsOwn() {
        HostNames names = new HostNames(List.of("Rangefinder.Example"));
        assertThat(names.have("rangefinder.example")).isTrue();
        assertThat(names.have("RANGEFINDER.example.")).isTrue();
        assertThat(names.have("evil.rangefinder.example")).isFalse();
        assertThat(names.areSet("localhost")).isFalse();
        assertThat(new HostNames(List.of("*")).have("evil.example")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://rangefinder.example", "rangefinder.example:8080", "*.example", ""})
    void whatIsNoNameCannotBeSet(String name) {
        assertThatExceptionOfType(InvalidValuesException.class)
                .isThrownBy(() -> new WebSettings(List.of(name)))
                .withMessageContaining("names");
    }
}
