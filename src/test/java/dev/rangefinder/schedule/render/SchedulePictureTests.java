package dev.rangefinder.schedule.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.schedule.Fixed;
import dev.rangefinder.schedule.Ladder;
import dev.rangefinder.schedule.Schedule;
import dev.rangefinder.schedule.Spacing;
import dev.rangefinder.schedule.Triangular;
import dev.rangefinder.schedule.Triangular2;
import dev.rangefinder.shared.Json;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SchedulePictureTests {

    private static Document parsed(Schedule schedule, long iterations) throws Exception {
        String svg = SchedulePicture.of(new ScheduleSlice(schedule, iterations, 0, iterations, 1), 1)
                .svg();
        Path directory = Files.createDirectories(Path.of("target", "pictures"));
        Files.writeString(directory.resolve(schedule.getClass().getSimpleName() + "-" + iterations + ".svg"), svg);
        return parsed(svg);
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList found = svg.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static List<String> texts(Document svg) {
        return elements(svg, "text").stream().map(Element::getTextContent).toList();
    }

    private static double[] heights(Document svg, int polyline) {
        return Arrays.stream(elements(svg, "polyline")
                        .get(polyline)
                        .getAttribute("points")
                        .split(" "))
                .mapToDouble(point -> Double.parseDouble(point.split(",")[1]))
                .toArray();
    }

    @Test
    void aPictureSaysWhatItShows() throws Exception {
        Document svg = parsed(new Triangular2(0.001, 0.006, 2000, 2000), 16_000);
        assertThat(texts(svg))
                .contains("triangular2, iterations 0 to 15999", "iteration", "learning rate")
                .contains("0", "5000", "10k", "15k")
                .contains("0.002", "0.006");
    }

    @Test
    void theLineStaysWithinItsFrame() throws Exception {
        for (long iterations : new long[] {1, 2, 3, 700, 100_000, 1L << 50}) {
            Document svg = parsed(new Triangular(0.1, 0.9, 7, 5), iterations);
            assertThat(Arrays.stream(heights(svg, 0)).boxed())
                    .as("%d iterations", iterations)
                    .isNotEmpty()
                    .allMatch(y -> y >= 40 && y <= 248);
        }
    }

    @Test
    void aPeakOfOneIterationInAMillionIsSeen() throws Exception {
        Schedule peak = Json.MAPPER.readValue("""
                {"policy": "knots", "knots": [{"iteration": 0, "lr": 0.1}, {"iteration": 567890, "lr": 0.1},
                 {"iteration": 567891, "lr": 0.9}, {"iteration": 567892, "lr": 0.1}]}""", Schedule.class);
        assertThat(heights(parsed(peak, 1_000_000), 0)).contains(40);
    }

    @Test
    void onlyAnExponentialLadderHasALogarithmicAxisAndItSaysSo() throws Exception {
        assertThat(texts(parsed(new Ladder(1e-5, 1, 1000, Spacing.EXPONENTIAL), 1000)))
                .contains("learning rate, log", "1e-5", "1e-4", "0.001", "0.01", "0.1", "1");
        assertThat(texts(parsed(new Ladder(1e-5, 1, 1000, Spacing.LINEAR), 1000)))
                .contains("learning rate", "0.2")
                .doesNotContain("1e-5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"policy": "one_cycle", "max_lr": 0.1, "total_steps": 1000}""", """
                {"policy": "cosine_restarts", "eta_max": 0.1, "eta_min": 1e-7, "T_0": 250}""", """
                {"policy": "exp", "max_lr": 0.1, "gamma": 0.98}"""})
    void whatFallsFarIsShownAsItFalls(String schedule) throws Exception {
        Document svg = parsed(Json.MAPPER.readValue(schedule, Schedule.class), 1000);

        assertThat(texts(svg)).contains("learning rate", "0", "0.1").doesNotContain("learning rate, log");
        assertThat(Arrays.stream(heights(svg, elements(svg, "polyline").size() - 1))
                        .max())
                .hasValueCloseTo(248.0, within(1.0));
    }

    @Test
    void eachGroupHasALineOfItsOwn() throws Exception {
        Drawing picture = SchedulePicture.of(
                new ScheduleSlice(new Triangular(0.1, 0.9, 7, 5), 100, 0, 100, 1),
                1,
                new TreeMap<>(Map.of("body", 0.1, "head", 10.0)),
                PictureSize.USUAL);
        Document svg = parsed(picture.svg());

        assertThat(elements(svg, "polyline")).hasSize(3);
        assertThat(texts(svg)).contains("× 1", "body × 0.1", "head × 10", "8");
        double[] body = heights(svg, 0);
        double[] head = heights(svg, 1);
        double[] schedule = heights(svg, 2);
        assertThat(248 - schedule[7]).isCloseTo((248 - head[7]) / 10, within(0.2));
        assertThat(248 - body[7]).isCloseTo((248 - head[7]) / 100, within(0.2));
    }

    @Test
    void momentumHasAnAxisOfItsOwn() throws Exception {
        Schedule oneCycle = Json.MAPPER.readValue("""
                {"policy": "one_cycle", "max_lr": 0.1, "total_steps": 1000}""", Schedule.class);
        Document svg = parsed(oneCycle, 1000);
        assertThat(texts(svg)).contains("momentum", "0.9");
        assertThat(elements(svg, "polyline")).hasSize(2);
    }

    @Test
    void aConstantRateAndAnEmptyPartAreDrawnToo() throws Exception {
        assertThat(heights(parsed(new Fixed(0.5), 10), 0)).containsOnly(40);
        String empty = SchedulePicture.of(new ScheduleSlice(new Fixed(0.5), 10, 0, 0, 1), 1)
                .svg();
        assertThat(empty).contains("no iterations").doesNotContain("polyline");
    }
}
