package dev.rangefinder.drawing;

/** How a mark looks; its name tells marks of one picture apart. */
public sealed interface Style {

    String name();

    Colour colour();

    /**
     * A line.
     *
     * @param width in pixels
     * @param opacity from 0 to 1
     * @param dash pixels drawn and left out, in turn, as in SVG; empty for an unbroken line
     */
    record Stroke(String name, Colour colour, double width, double opacity, String dash) implements Style {

        public static final Stroke GRID = new Stroke("grid", Colour.GRID, 1);
        public static final Stroke FRAME = new Stroke("frame", Colour.FRAME, 1);

        /** An unbroken, opaque line. */
        public Stroke(String name, Colour colour, double width) {
            this(name, colour, width, 1, "");
        }
    }

    /** An area. */
    record Fill(String name, Colour colour, double opacity) implements Style {

        public static final Fill PAPER = new Fill("paper", Colour.PAPER, 1);
    }

    /**
     * Label.
     *
     * @param size in pixels
     */
    record Lettering(String name, Colour colour, int size, boolean bold) implements Style {

        public static final Lettering LABEL = of("label", Colour.TEXT);
        public static final Lettering NOTE = of("note", Colour.QUIET_TEXT);
        public static final Lettering TITLE = new Lettering("title", Colour.TEXT, 15, true);

        private static final int USUAL_SIZE = 12;

        public static Lettering of(String name, Colour colour) {
            return new Lettering(name, colour, USUAL_SIZE, false);
        }
    }
}
