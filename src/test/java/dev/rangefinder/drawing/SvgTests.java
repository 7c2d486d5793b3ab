package dev.rangefinder.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.drawing.Mark.Anchor;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Style.Fill;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SvgTests {

    private static final String HOSTILE = "</title><script>alert(\"1\")</script> & \u0000\u0007<!-- ]]> ünïcode";
    private static final String READ = "</title><script>alert(\"1\")</script> & <!-- ]]> ünïcode";

    private static Document parsed(Drawing drawing) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(drawing.svg())));
    }

    private static Element only(Document svg, String tag) {
        assertThat(svg.getElementsByTagName(tag).getLength()).as(tag).isOne();
        return (Element) svg.getElementsByTagName(tag).item(0);
    }

    @Test
    void textIsTextWhateverItSays() throws Exception {
        Drawing drawing = new Drawing(100, 50, HOSTILE);
        drawing.text(Lettering.LABEL, 1, 2, Anchor.END, HOSTILE);
        Document svg = parsed(drawing);
        assertThat(only(svg, "title").getTextContent()).isEqualTo(READ);
        assertThat(only(svg, "text").getTextContent()).isEqualTo(READ);
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    }

    @Test
    void aValueAloneIsSeen() throws Exception {
        Drawing drawing = new Drawing(100, 50, "one");
        new Panel(drawing, Axis.even(0, 1, 0, 100), Axis.even(0, 1, 50, 0))
                .line(new Stroke("curve", Colour.BLUE, 2), List.of(new Position(0.5, 0.5)));
        assertThat(only(parsed(drawing), "polyline").getAttribute("points")).isEqualTo("47.0,25.0 53.0,25.0");
    }

    @Test
    void everyMarkStandsWhereItWasPut() {
        Drawing drawing = new Drawing(100, 50, "marks");
        drawing.line(Stroke.GRID, 1, 2, 3, 4.25);
        drawing.polyline(new Stroke("curve", Colour.BLUE, 2), List.of(new Position(1, 2), new Position(3.04, 4)));
        drawing.frame(Stroke.FRAME, 10, 20, 90, 45);
        drawing.area(new Fill("interval", Colour.ORANGE, 0.2), 30, 20, 35, 45);
        drawing.sideways(Lettering.NOTE, 7, 8, "up");
        assertThat(drawing.svg())
                .contains("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50\"")
                .contains("<line class=\"grid\" x1=\"1.0\" y1=\"2.0\" x2=\"3.0\" y2=\"4.3\"/>")
                .contains("<polyline class=\"curve\" points=\"1.0,2.0 3.0,4.0\"/>")
                .contains("<rect class=\"frame\" x=\"10.0\" y=\"20.0\" width=\"80.0\" height=\"25.0\"/>")
                .contains("<rect class=\"interval\" x=\"30.0\" y=\"20.0\" width=\"5.0\" height=\"25.0\"/>")
                .contains("text-anchor=\"middle\" transform=\"rotate(-90 7.0 8.0)\">up</text>");
    }

    @Test
    void eachStyleIsARuleForLightAndOneForDarkPaper() throws Exception {
        Drawing drawing = new Drawing(100, 50, "styles");
        Stroke dashed = new Stroke("dashed", Colour.GREEN, 1.5, 0.5, "5 3");
        drawing.line(dashed, 0, 0, 1, 1);
        drawing.line(dashed, 0, 0, 1, 1);
        drawing.text(Lettering.TITLE, 0, 0, Anchor.START, "title");
        assertThat(only(parsed(drawing), "style").getTextContent())
                .containsOnlyOnce(".dashed { fill: none; stroke: #2d8a4e; stroke-width: 1.5; stroke-opacity: 0.5; "
                        + "stroke-dasharray: 5 3 }")
                .contains(".dashed { stroke: #6fce8f }")
                .contains(".paper { fill: #ffffff; fill-opacity: 1.0 }")
                .contains(".title { fill: #333333; font-size: 15px; font-weight: bold }")
                .contains("prefers-color-scheme: dark");
    }
}
