package dev.rangefinder.drawing;

import dev.rangefinder.drawing.Mark.Area;
import dev.rangefinder.drawing.Mark.Frame;
import dev.rangefinder.drawing.Mark.Label;
import dev.rangefinder.drawing.Mark.Line;
import dev.rangefinder.drawing.Mark.Polygon;
import dev.rangefinder.drawing.Mark.Polyline;
import dev.rangefinder.drawing.Mark.Position;
import dev.rangefinder.drawing.Style.Fill;
import dev.rangefinder.drawing.Style.Lettering;
import dev.rangefinder.drawing.Style.Stroke;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Draws a drawing as PNG, on light paper, by the JDK's own Java2D: a dot is a dot, whatever a text says. */
final class Png {

    private final Graphics2D graphics;

    private Png(Graphics2D graphics) {
        this.graphics = graphics;
    }

    static byte[] of(Drawing drawing) {
        BufferedImage image =
                new BufferedImage(drawing.pixelsAcross(), drawing.pixelsUpwards(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(
                    (double) drawing.pixelsAcross() / drawing.width(),
                    (double) drawing.pixelsUpwards() / drawing.height());
            Png png = new Png(graphics);
            drawing.marks().forEach(png::draw);
        } finally {
            graphics.dispose();
        }
        return written(image);
    }

    private static byte[] written(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(image);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private void draw(Mark mark) {
        switch (mark) {
            case Line line -> stroke(line.style(), new Line2D.Double(line.x1(), line.y1(), line.x2(), line.y2()));
            case Polyline line -> stroke(line.style(), path(line.points(), false));
            case Frame frame ->
                stroke(frame.style(), new Rectangle2D.Double(frame.x(), frame.y(), frame.width(), frame.height()));
            case Polygon area -> fill(area.style(), path(area.points(), true));
            case Area area ->
                fill(area.style(), new Rectangle2D.Double(area.x(), area.y(), area.width(), area.height()));
            case Label label -> write(label);
        }
    }

    private static Path2D path(List<Position> points, boolean closed) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points.size(); i++) {
            Position point = points.get(i);
            if (i == 0) {
                path.moveTo(point.x(), point.y());
            } else {
                path.lineTo(point.x(), point.y());
            }
        }
        if (closed && !points.isEmpty()) {
            path.closePath();
        }
        return path;
    }

    private void stroke(Stroke style, Shape shape) {
        graphics.setColor(colour(style.colour(), style.opacity()));
        float width = (float) style.width();
        graphics.setStroke(
                style.dash().isEmpty()
                        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                        : new BasicStroke(
                                width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash(style.dash()), 0));
        graphics.draw(shape);
    }

    private static float[] dash(String lengths) {
        double[] read =
                Stream.of(lengths.split(" ")).mapToDouble(Double::parseDouble).toArray();
        float[] dash = new float[read.length];
        for (int i = 0; i < dash.length; i++) {
            dash[i] = (float) read[i];
        }
        return dash;
    }

    private void fill(Fill style, Shape shape) {
        graphics.setColor(colour(style.colour(), style.opacity()));
        graphics.fill(shape);
    }

    private void write(Label label) {
        Lettering style = label.style();
        graphics.setColor(colour(style.colour(), 1));
        graphics.setFont(new Font(Font.SANS_SERIF, style.bold() ? Font.BOLD : Font.PLAIN, style.size()));
        double width = graphics.getFontMetrics()
                .getStringBounds(label.text(), graphics)
                .getWidth();
        double before = switch (label.anchor()) {
            case START -> 0;
            case MIDDLE -> width / 2;
            case END -> width;
        };
        AffineTransform upright = graphics.getTransform();
        graphics.translate(label.x(), label.y());
        if (label.sideways()) {
            graphics.rotate(-Math.PI / 2);
        }
        graphics.drawString(label.text(), (float) -before, 0);
        graphics.setTransform(upright);
    }

    private static Color colour(Colour colour, double opacity) {
        Color opaque = Color.decode(colour.light());
        return new Color(opaque.getRed(), opaque.getGreen(), opaque.getBlue(), (int) Math.round(255 * opacity));
    }
}
