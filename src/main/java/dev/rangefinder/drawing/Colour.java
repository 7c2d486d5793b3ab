package dev.rangefinder.drawing;

/** A colour on light paper and one on dark paper, each as {@code #rrggbb}. */
public record Colour(String light, String dark) {

    public static final Colour PAPER = new Colour("#ffffff", "#16181d");
    public static final Colour TEXT = new Colour("#333333", "#dddddd");
    public static final Colour QUIET_TEXT = new Colour("#666666", "#999999");
    public static final Colour GRID = new Colour("#e3e3e3", "#2b2e35");
    public static final Colour FRAME = new Colour("#888888", "#777777");
    public static final Colour BLUE = new Colour("#1f6fb4", "#6cb6ff");
    public static final Colour GREEN = new Colour("#2d8a4e", "#6fce8f");
    public static final Colour ORANGE = new Colour("#c4561a", "#ffa657");
}
