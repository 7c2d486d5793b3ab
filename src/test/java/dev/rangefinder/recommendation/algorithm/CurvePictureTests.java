package dev.rangefinder.recommendation.algorithm;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.mapped;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import dev.rangefinder.curve.Observation;
import dev.rangefinder.drawing.Colour;
import dev.rangefinder.drawing.Drawing;
import dev.rangefinder.drawing.PictureSize;
import dev.rangefinder.recommendation.Recommendation;
import dev.rangefinder.recommendation.SyntheticCurves;
import dev.rangefinder.recommendation.TestContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class CurvePictureTests {

    /** From 1e-5 to 10 over 716 pixels that begin at 64. */
    private static final double PIXELS_PER_DECADE = 716 / 6.0;

    private static final String HEADING = "made up: lenet on shapes, sgd, batch 64";

    private static final List<Curve> LEARNED = repeats(3, SyntheticCurves::learning, 0.05, 600);

    @Test
    void everyRepeatIsThinAndTheFitBold() throws Exception {
        Document picture = picture(LEARNED, recommend(LEARNED));

        assertThat(ofClass(picture, "polyline", "loss")).hasSize(3);
        assertThat(ofClass(picture, "polyline", "loss-fit")).hasSize(1);
        assertThat(ofClass(picture, "polyline", "accuracy")).hasSize(3);
        assertThat(ofClass(picture, "polyline", "accuracy-fit")).hasSize(1);
        assertThat(ofClass(picture, "polyline", "loss")
                        .getFirst()
                        .getAttribute("points")
                        .split(" "))
                .hasSize(600);
    }

    @Test
    void boundsAndIntervalsStandAtTheirRates() throws Exception {
        Recommendation answer = recommend(LEARNED);
        Document picture = picture(LEARNED, answer);

        assertThat(x(only(picture, "line", "base-bound"), "x1")).isCloseTo(position(answer.baseLr()), within(0.1));
        assertThat(x(only(picture, "line", "max-bound"), "x1")).isCloseTo(position(answer.maxLr()), within(0.1));
        Element interval = only(picture, "rect", "max-interval");
        assertThat(x(interval, "x"))
                .isCloseTo(position(answer.rates().maxLrInterval().low()), within(0.1));
        assertThat(x(interval, "x") + x(interval, "width"))
                .isCloseTo(position(answer.rates().maxLrInterval().high()), within(0.2));
        assertThat(texts(picture, "label", "y", "40"))
                .singleElement()
                .asString()
                .startsWith("ok: base_lr 0.00")
                .contains("max_lr 0.0151");
    }

    @Test
    void doubtfulBoundsAreDashed() throws Exception {
        List<Curve> rising = repeats(2, x -> 2.3 - 1.8 * sigmoid((x + 1) * 4), 0.05, 600);
        Document picture = picture(rising, recommend(rising));

        assertThat(only(picture, "line", "doubtful-base-bound")).isNotNull();
        assertThat(only(picture, "line", "doubtful-max-bound")).isNotNull();
        assertThat(texts(picture, "label", "y", "40"))
                .singleElement()
                .asString()
                .startsWith("upper not reached: ");
    }

    @Test
    void withoutAccuraciesTheLossHasAllTheRoom() throws Exception {
        List<Curve> lossesOnly = LEARNED.stream()
                .map(curve -> mapped(curve, SyntheticCurves::withoutAccuracy))
                .toList();
        Document picture = picture(lossesOnly, recommend(lossesOnly));

        assertThat(ofClass(picture, "polyline", "accuracy")).isEmpty();
        assertThat(ofClass(picture, "rect", "frame"))
                .singleElement()
                .extracting(frame -> frame.getAttribute("height"))
                .isEqualTo("348.0");
        assertThat(ofClass(picture(LEARNED, recommend(LEARNED)), "rect", "frame"))
                .hasSize(2);
    }

    @Test
    void aTestWithoutAFitIsAPictureTooAndLongOnesAreThinned() throws Exception {
        assertThat(ofClass(picture(List.of(), recommend(List.of())), "polyline", "loss"))
                .isEmpty();
        List<Curve> longOnes = repeats(1, SyntheticCurves::learning, 0.05, 20_000);

        assertThat(ofClass(picture(longOnes, recommend(longOnes)), "polyline", "loss")
                        .getFirst()
                        .getAttribute("points")
                        .split(" "))
                .hasSizeLessThan(1500);
    }

    @Test
    void theLossIsDrawnAboveTheAccuracyAndEachKeepsToItsFrame() throws Exception {
        Document picture = picture(LEARNED, recommend(LEARNED));

        List<Element> frames = ofClass(picture, "rect", "frame");
        assertThat(frames)
                .extracting(frame -> attributes(frame, "x", "y", "width", "height"))
                .containsExactly(List.of("64.0", "88.0", "716.0", "208.8"), List.of("64.0", "314.8", "716.0", "121.2"));
        List<double[]> losses = points(ofClass(picture, "polyline", "loss").getFirst());
        List<double[]> accuracies =
                points(ofClass(picture, "polyline", "accuracy").getFirst());
        assertThat(losses.getFirst()[0]).isEqualTo(64);
        assertThat(losses.getLast()[0]).isEqualTo(780);
        assertThat(losses.getLast()[1]).as("diverged losses are at the ceiling").isEqualTo(88);
        assertThat(losses).allMatch(point -> point[1] >= 88 && point[1] <= 296.8);
        assertThat(accuracies).allMatch(point -> point[1] >= 314.8 && point[1] <= 436);
        assertThat(accuracies.getLast()[1])
                .as("an accuracy of 0 is at the bottom")
                .isEqualTo(436);
    }

    /** The loss falls from 2.3 to 0.5: a quarter of that above 2.3 is the ceiling, and the lowest loss the floor. */
    @Test
    void theFitIsDrawnToTheScaleOfTheAxis() throws Exception {
        List<double[]> fit = points(ofClass(picture(LEARNED, recommend(LEARNED)), "polyline", "loss-fit")
                .getFirst());

        double floor = LEARNED.stream()
                .flatMap(curve -> curve.observations().stream())
                .mapToDouble(Observation::loss)
                .filter(Double::isFinite)
                .min()
                .orElseThrow();
        double ceiling = 2.75;
        assertThat(fit.getFirst()[1]).isCloseTo(296.8 - 208.8 * (2.3 - floor) / (ceiling - floor), within(5.0));
        assertThat(fit.stream().mapToDouble(point -> point[1]).max().orElseThrow())
                .isCloseTo(296.8 - 208.8 * (0.5 - floor) / (ceiling - floor), within(5.0));
        assertThat(fit.getLast()[0]).isLessThanOrEqualTo(780);
        assertThat(fit).hasSizeBetween(299, 301);
    }

    @Test
    void theAxesAndTheBoundsAreLabelled() throws Exception {
        Recommendation answer = recommend(LEARNED);
        Document picture = picture(LEARNED, answer);

        assertThat(texts(picture, "label", "y", "453")).containsExactly("1e-5", "0.001", "0.1", "10");
        assertThat(texts(picture, "label", "y", "470")).containsExactly("learning rate, log");
        assertThat(texts(picture, "note", "y", "56"))
                .singleElement()
                .asString()
                .startsWith("3 repeats thin, their fit bold; intervals shaded; confidence 0.6")
                .endsWith("; algorithm " + Algorithms.CURRENT.id());
        assertThat(texts(picture, "title", "y", "22")).containsExactly(HEADING);
        assertThat(texts(picture, "loss-text", "transform", "rotate(-90 16.0 192.4)"))
                .containsExactly("loss");
        assertThat(texts(picture, "accuracy-text", "transform", "rotate(-90 16.0 375.4)"))
                .containsExactly("accuracy");
        Element base = only(picture, "text", "base-text");
        Element max = only(picture, "text", "max-text");
        assertThat(base.getTextContent()).isEqualTo("base_lr");
        assertThat(max.getTextContent()).isEqualTo("max_lr");
        assertThat(x(base, "x")).isCloseTo(position(answer.baseLr()) - 4, within(0.1));
        assertThat(x(max, "x")).isCloseTo(position(answer.maxLr()) + 4, within(0.1));
        for (String bound : List.of("base", "max")) {
            assertThat(attributes(only(picture, "line", bound + "-bound"), "y1", "y2"))
                    .containsExactly("88.0", "436.0");
            assertThat(attributes(only(picture, "rect", bound + "-interval"), "y", "height"))
                    .containsExactly("88.0", "348.0");
        }
    }

    @Test
    void intervalsThatOverlapAreToldApart() throws Exception {
        String style = picture(LEARNED, recommend(LEARNED))
                .getElementsByTagName("style")
                .item(0)
                .getTextContent();

        assertThat(style).contains(".base-interval { fill: " + Colour.PURPLE.light());
        assertThat(style).contains(".max-interval { fill: " + Colour.ORANGE.light());
    }

    @Test
    void theBestRepeatIsSeenToItsLowestAndToItsEnd() throws Exception {
        Curve ofOther =
                repeats(1, x -> SyntheticCurves.learning(x) / 3, 0.01, 600).getFirst();
        List<Curve> uneven = List.of(LEARNED.get(0), LEARNED.get(1), ofOther);

        List<double[]> best = points(
                ofClass(picture(uneven, recommend(uneven)), "polyline", "loss").getLast());

        assertThat(best).hasSize(600);
        assertThat(best.stream().filter(point -> point[1] > 296.7))
                .as("at the bottom")
                .hasSizeLessThan(5);
        assertThat(best.getLast()[0]).isEqualTo(780);
    }

    @Test
    void aLargerPictureIsTheSameInLarge() throws Exception {
        Drawing large =
                CurvePicture.of(HEADING, "accuracy", LEARNED, SWEPT, recommend(LEARNED), new PictureSize(1600, null));
        Drawing wide =
                CurvePicture.of(HEADING, "accuracy", LEARNED, SWEPT, recommend(LEARNED), new PictureSize(1600, 480));

        assertThat(large.svg()).contains("viewBox=\"0 0 800 480\" width=\"1600\" height=\"960\"");
        assertThat(wide.svg()).contains("viewBox=\"0 0 1600 480\" width=\"1600\" height=\"480\"");
        BufferedImage png = ImageIO.read(new ByteArrayInputStream(large.png()));
        assertThat(List.of(png.getWidth(), png.getHeight())).containsExactly(1600, 960);
    }

    @Test
    void everyLabelledValueHasItsLine() throws Exception {
        Document picture = picture(LEARNED, recommend(LEARNED));

        List<Element> lines = ofClass(picture, "line", "grid");
        List<Element> across = lines.stream()
                .filter(line -> line.getAttribute("y1").equals(line.getAttribute("y2")))
                .toList();
        assertThat(lines.stream().filter(line -> line.getAttribute("x1").equals(line.getAttribute("x2"))))
                .hasSize(4)
                .allMatch(line -> attributes(line, "y1", "y2").equals(List.of("88.0", "436.0")));
        assertThat(across)
                .isNotEmpty()
                .allMatch(line -> attributes(line, "x1", "x2").equals(List.of("64.0", "780.0")));
        assertThat(across.stream().map(line -> "%.1f".formatted(x(line, "y1") + 4)))
                .containsExactlyElementsOf(ofClass(picture, "text", "label").stream()
                        .filter(text -> text.getAttribute("text-anchor").equals("end"))
                        .map(text -> text.getAttribute("y"))
                        .toList());
    }

    @Test
    void aRateOfZeroHasNoPlaceOnTheAxis() throws Exception {
        double[] rates = new double[300];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = SWEPT.endLr() * i / (rates.length - 1);
        }
        List<Curve> linear = List.of(SyntheticCurves.curve(rates, SyntheticCurves::learning, 0.05, 1));

        Document picture = picture(linear, recommend(linear));
        assertThat(points(ofClass(picture, "polyline", "loss").getFirst())).hasSize(299);
        assertThat(texts(picture, "note", "y", "56")).singleElement().asString().startsWith("1 repeat thin");
    }

    private static List<String> attributes(Element element, String... names) {
        return Stream.of(names).map(element::getAttribute).toList();
    }

    private static List<String> texts(Document picture, String style, String attribute, String value) {
        return ofClass(picture, "text", style).stream()
                .filter(text -> text.getAttribute(attribute).equals(value)
                        || text.getAttribute(attribute).equals(value + ".0"))
                .map(Element::getTextContent)
                .toList();
    }

    private static List<double[]> points(Element polyline) {
        return Stream.of(polyline.getAttribute("points").split(" "))
                .map(point -> Stream.of(point.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    private static Recommendation recommend(List<Curve> curves) {
        return Algorithms.CURRENT.recommend(curves, new TestContext(SWEPT, 100, null));
    }

    private static double position(double lr) {
        return 64 + PIXELS_PER_DECADE * (Math.log10(lr) + 5);
    }

    private static double x(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Element only(Document picture, String tag, String style) {
        List<Element> found = ofClass(picture, tag, style);
        assertThat(found).as(style).hasSize(1);
        return found.getFirst();
    }

    private static Document picture(List<Curve> curves, Recommendation recommendation) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(
                        CurvePicture.of(HEADING, "accuracy", curves, SWEPT, recommendation, PictureSize.USUAL)
                                .svg())));
    }

    private static List<Element> ofClass(Document picture, String tag, String style) {
        NodeList elements = picture.getElementsByTagName(tag);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            if (elements.item(i) instanceof Element element
                    && element.getAttribute("class").equals(style)) {
                found.add(element);
            }
        }
        return found;
    }
}
