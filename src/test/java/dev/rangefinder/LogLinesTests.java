package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The log as {@code application.yaml} has it: what a client sends, and the log quotes, makes no line of its own. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(classes = LogLinesTests.Nothing.class, webEnvironment = WebEnvironment.NONE)
class LogLinesTests {

    private static final Logger LOG = LoggerFactory.getLogger(LogLinesTests.class);

    private static final String FORGED = "00:00:00.000 ERROR Forged";

    static class Nothing {}

    private static List<String> lines(CapturedOutput output) {
        return output.getOut().lines().filter(line -> line.contains("Forged")).toList();
    }

    @Test
    void aMessageBeginsNoLine(CapturedOutput output) {
        for (String end : List.of("\n", "\r\n", "\r", "\u0085", "\u2028", "\u001b[2K\u001b[1G", "\b")) {
            LOG.warn("asked for {}", end + FORGED);
        }
        assertThat(lines(output)).hasSize(7).noneMatch(line -> line.startsWith(FORGED));
        assertThat(output.getOut()).doesNotContain("\r", "\u0085", "\u2028", "\u001b", "\b");
    }

    @Test
    void anExceptionBeginsNoLineAndIsSaidOnce(CapturedOutput output) {
        LOG.warn("failed", new IllegalStateException("\n" + FORGED, new IllegalArgumentException("\r\n" + FORGED)));
        assertThat(lines(output)).hasSize(2).noneMatch(line -> line.startsWith(FORGED));
        assertThat(output.getOut())
                .containsOnlyOnce("at dev.rangefinder.LogLinesTests.anExceptionBegins")
                .doesNotContain("\r");
    }

    @Test
    void whatIsOrdinaryStaysAsItIs(CapturedOutput output) {
        LOG.info("1\u202f000 runs, 10 % — größer");
        assertThat(output.getOut())
                .containsPattern("[0-9:.]{12} INFO  LogLinesTests                1\u202f000 runs, 10 % — größer\n");
    }
}
