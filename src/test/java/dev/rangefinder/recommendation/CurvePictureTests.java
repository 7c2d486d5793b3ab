package dev.rangefinder.recommendation;

import static dev.rangefinder.recommendation.SyntheticCurves.SWEPT;
import static dev.rangefinder.recommendation.SyntheticCurves.mapped;
import static dev.rangefinder.recommendation.SyntheticCurves.repeats;
import static dev.rangefinder.recommendation.SyntheticCurves.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Curve;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class CurvePictureTests {

    /** From 1e-5 to 10 over 716 pixels that begin at 64. */
    private static final double PIXELS_PER_DECADE = 716 / 6.0;

    private static final List<Curve> LEARNED = repeats(3, SyntheticCurves::learning, 0.05, 600);

    @Test
    void everyRepeatIsThinAndTheFitBold() throws Exception {
        Document picture = picture(LEARNED, recommend(LEARNED));

        assertThat(ofClass(picture, "polyline", "loss")).hasSize(3);
        assertThat(ofClass(picture, "polyline", "loss fit")).hasSize(1);
        assertThat(ofClass(picture, "polyline", "accuracy")).hasSize(3);
        assertThat(ofClass(picture, "polyline", "accuracy fit")).hasSize(1);
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

        List<Element> bounds = ofClass(picture, "line", "bound");
        assertThat(bounds).hasSize(2);
        assertThat(x(bounds.get(0), "x1")).isCloseTo(position(answer.baseLr()), within(0.1));
        assertThat(x(bounds.get(1), "x1")).isCloseTo(position(answer.maxLr()), within(0.1));
        Element interval = ofClass(picture, "rect", "interval").get(1);
        assertThat(x(interval, "x")).isCloseTo(position(answer.maxLrInterval().low()), within(0.1));
        assertThat(x(interval, "x") + x(interval, "width"))
                .isCloseTo(position(answer.maxLrInterval().high()), within(0.2));
        assertThat(title(picture)).startsWith("ok: base_lr 0.00").contains("max_lr 0.0468");
    }

    @Test
    void doubtfulBoundsAreDashed() throws Exception {
        List<Curve> rising = repeats(2, x -> 2.3 - 1.8 * sigmoid((x + 1) * 4), 0.05, 600);
        Document picture = picture(rising, recommend(rising));

        assertThat(ofClass(picture, "line", "bound doubtful")).hasSize(2);
        assertThat(title(picture)).startsWith("upper_not_reached: ");
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
                .isEqualTo("360");
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

    private static Recommendation recommend(List<Curve> curves) {
        return Recommender.recommend(curves, SWEPT, 100);
    }

    private static double position(double lr) {
        return 64 + PIXELS_PER_DECADE * (Math.log10(lr) + 5);
    }

    private static double x(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static String title(Document picture) {
        return picture.getElementsByTagName("title").item(0).getTextContent();
    }

    private static Document picture(List<Curve> curves, Recommendation recommendation) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(CurvePicture.svg(curves, SWEPT, recommendation))));
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
