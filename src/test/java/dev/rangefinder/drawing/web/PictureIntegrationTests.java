package dev.rangefinder.drawing.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.Api;
import dev.rangefinder.testing.Api.Answer;
import dev.rangefinder.testing.ServerTest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is drawn, by its address, of a server that really trains. */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PictureIntegrationTests {

    private static final String HOSTILE = "<script>alert(1)</script>";

    @LocalServerPort
    private int port;

    private Api api;
    private String rangeTest;

    @BeforeAll
    void train() {
        api = new Api(port);
        rangeTest = api.submit("""
                {"name": "%s", "workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [8]},
                  "optimizer": {"type": "sgd"}, "batch_size": 32},
                 "sweep": {"start_lr": 1e-4, "end_lr": 1, "iterations": 60}}""".formatted(HOSTILE));
        api.finished(rangeTest);
    }

    private static String several(String form, String ids) {
        return "/v1/range-tests." + form + ids;
    }

    private String id() {
        return rangeTest.replaceAll(".*/", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/curve.png?", "/schedule.png?policy=one_cycle&multiplier=head:10&", ".png?id="})
    void aPngIsAsLargeAsIsAskedFor(String address) throws IOException {
        String path = address.startsWith(".") ? several("png", "?id=" + id() + "&") : rangeTest + address;

        BufferedImage picture = image(path + "width=1000&height=700");

        assertThat(picture.getWidth()).isEqualTo(1000);
        assertThat(picture.getHeight()).isEqualTo(700);
    }

    private BufferedImage image(String path) throws IOException {
        URL address = URI.create("http://127.0.0.1:" + port + path).toURL();
        try (InputStream in = address.openStream()) {
            return ImageIO.read(in);
        }
    }

    @Test
    void aPictureSaysWhatItShowsAndANameIsText() {
        Answer picture = api.get(rangeTest + "/curve.svg?width=400").expect(200);

        assertThat(picture.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;: mlp on spirals, sgd, batch 32", "width=\"400\"")
                .doesNotContain("<script");
        assertThat(picture.header("Cache-Control").orElseThrow()).contains("immutable");
        String tag = picture.header("ETag").orElseThrow();
        api.get(rangeTest + "/curve.svg?width=400", "If-None-Match", tag).expect(304);
    }

    @Test
    void aTestThatIsNotOverIsDrawnAsFarAsItIs() {
        String queued = api.submit("""
                {"workload": {"dataset": "spirals", "model": {"architecture": "mlp", "hidden": [8]},
                  "optimizer": {"type": "sgd"}, "batch_size": 32},
                 "sweep": {"start_lr": 1e-4, "end_lr": 1, "iterations": 100000}}""");

        Answer picture = api.get(queued + "/curve.svg").expect(200);
        api.post(queued + ":cancel", "{}");

        assertThat(picture.body()).contains("mlp on spirals", "learning rate, log");
        assertThat(picture.header("Cache-Control")).contains("no-store");
    }

    @Test
    void severalTestsAreLaidOverEachOther() {
        String both = several("svg", "?id=" + id() + "&id=" + id());

        assertThat(api.get(both).expect(200).body()).contains("2 range tests", "class=\"test-0\"", "class=\"test-1\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/curve.png?width=399, 400, width",
        "/curve.png?height=100000, 400, height",
        "/curve.svg?width=x, 400, width",
        "/curve.gif, 404, gif",
        "/schedule.png?policy=none, 400, policy"
    })
    void whatCannotBeDrawnIsRefused(String address, int status, String word) {
        assertThat(api.get(rangeTest + address).expect(status).body()).contains(word);
    }

    @Test
    void noneAndTooManyAtOnceAreRefused() {
        assertThat(api.get(several("svg", "")).expect(400).body()).contains("1 to 8 ids");
        assertThat(api.get(several("svg", "?id=" + String.join("&id=", Collections.nCopies(9, id()))))
                        .expect(400)
                        .body())
                .contains("9 range tests");
        assertThat(api.get(several("svg", "?id=+")).expect(400).body()).contains("an id");
    }
}
