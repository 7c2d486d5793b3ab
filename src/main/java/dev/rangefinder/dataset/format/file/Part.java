package dev.rangefinder.dataset.format.file;

/** A part of an upload, by its name, and how many files it may have. */
public record Part(String name, int least, int most) {

    /** More files than any data set is handed out in. */
    private static final int MANY = 1000;

    public static Part one(String name) {
        return new Part(name, 1, 1);
    }

    public static Part optional(String name) {
        return new Part(name, 0, 1);
    }

    public static Part several(String name) {
        return new Part(name, 1, MANY);
    }

    public boolean allows(int files) {
        return files >= least && files <= most;
    }

    /** In words. */
    public String expected() {
        if (most > 1) {
            return "%d to %d files".formatted(least, most);
        }
        return least == most ? "one file" : "one file or none";
    }
}
