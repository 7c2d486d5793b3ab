package dev.rangefinder.drawing;

import java.util.List;

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
    public static final Colour PURPLE = new Colour("#7d3fb8", "#c9a4f5");

    /** Okabe and Ito's, which the colour-blind tell apart; lighter ones on dark paper. */
    public static final List<Colour> APART = List.of(
            new Colour("#0072b2", "#56b4e9"),
            new Colour("#d55e00", "#ff9e57"),
            new Colour("#009e73", "#3ddbb0"),
            new Colour("#a8518a", "#e79fc9"),
            new Colour("#9a7200", "#f0d060"),
            new Colour("#555555", "#bbbbbb"));

    /** Where there are more lines than colours. */
    private static final List<String> DASHES = List.of("", "6 3", "2 2", "8 3 2 3", "12 4", "1 4");

    /** A colour for each of several things. */
    public static Colour apart(int index) {
        return APART.get(index % APART.size());
    }

    /** A dash that tells things apart that share a colour. */
    public static String dashApart(int index) {
        return DASHES.get(index / APART.size() % DASHES.size());
    }
}
