package dev.rangefinder.dataset.format.file;

import dev.rangefinder.dataset.samples.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What became of an upload, for its owner to check.
 *
 * @param split which samples are for training, and which for validation
 * @param columns of a table, in its order; empty where there is none
 * @param classes in the order of their labels; empty for a text, and for a regression
 * @param warnings what was passed over or may have been meant otherwise
 * @param tokens of a text
 * @param target of a regression
 */
public record Description(
        Split split,
        List<TableColumn> columns,
        List<ClassCount> classes,
        List<Warning> warnings,
        @Nullable Tokens tokens,
        @Nullable Target target) {

    public Description {
        columns = List.copyOf(columns);
        classes = List.copyOf(classes);
        warnings = List.copyOf(warnings);
    }

    /** Whether the other stands for the same samples with the same meaning, whatever else was in the files. */
    public boolean meansTheSameAs(Description other) {
        return split.equals(other.split) && columns.equals(other.columns) && classes.equals(other.classes);
    }

    /** Of a text, whose tokens have no names, and are counted when they are checked. */
    public static Description ofText(Split split, @Nullable Tokens tokens, List<Warning> warnings) {
        return new Description(split, List.of(), List.of(), warnings, tokens, null);
    }

    /** Of a regression. */
    public static Description ofTarget(Split split, List<TableColumn> columns, Target target, List<Warning> warnings) {
        return new Description(split, columns, List.of(), warnings, null, target);
    }

    /**
     * Counts the labels.
     *
     * @param names of the classes, in the order of their labels
     * @param train how many samples for training each label has, as far as there are any
     * @param test likewise for validation
     */
    public static Description of(
            Split split,
            List<TableColumn> columns,
            List<String> names,
            List<Integer> train,
            List<Integer> test,
            List<Warning> warnings) {
        List<ClassCount> classes = IntStream.range(0, names.size())
                .mapToObj(label -> new ClassCount(names.get(label), count(train, label), count(test, label)))
                .toList();
        List<Warning> all = new ArrayList<>(warnings);
        all.addAll(Warning.ofClasses(classes));
        return new Description(split, columns, classes, all, null, null);
    }

    /** Of a data set of which nothing is known but its labels: the names of its classes are these. */
    public static Description ofNumbers(Split split, int classes, List<Integer> train, List<Integer> test) {
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return of(split, List.of(), names, train, test, List.of());
    }

    private static int count(List<Integer> counts, int label) {
        return label < counts.size() ? counts.get(label) : 0;
    }

    /**
     * Where the samples for validation come from.
     *
     * @param validation the part of the upload, or the folder in it, that they lie in; absent where they were drawn
     * @param leftOut folders whose images are neither trained on nor looked at
     */
    public record Split(
            Origin by,
            @Nullable String validation,
            @Nullable Double testShare,
            @Nullable Long seed,
            List<String> leftOut) {

        public Split {
            leftOut = List.copyOf(leftOut);
        }

        /** Who divided them. */
        public enum Origin {
            /** The client, by parts of the upload. */
            PARTS,
            /** The client, by folders in an archive. */
            FOLDERS,
            /** This service, by the seed. */
            DRAW,
            /** This service: the last of a text is for validation. */
            END
        }

        public static Split ofParts() {
            return new Split(Origin.PARTS, TrainAndTest.TEST, null, null, List.of());
        }

        public static Split drawn(double testShare, long seed, List<String> leftOut) {
            return new Split(Origin.DRAW, null, testShare, seed, leftOut);
        }

        public static Split atTheEnd(double testShare) {
            return new Split(Origin.END, null, testShare, null, List.of());
        }

        public static Split ofFolders(String validation, List<String> leftOut) {
            return new Split(Origin.FOLDERS, validation, null, null, leftOut);
        }
    }

    /**
     * A column of a table.
     *
     * @param categories how many there are, where it has any
     * @param missing how many of its values are missing, in the rows of the part {@code train}
     */
    public record TableColumn(
            String name, Kind type, @Nullable Integer categories, int missing) {

        /** What its values are taken as. */
        public enum Kind {
            NUMBER,
            CATEGORY,
            LABEL,
            IGNORED
        }
    }

    /**
     * How often the tokens of a text come in its part for training.
     *
     * @param used how many different ones there are
     * @param entropy of their frequencies, in nats: the loss of the best answer that looks at no token before
     */
    public record Tokens(int used, double entropy) {}

    /** How the labels of a regression are spread. */
    public record Target(Spread train, Spread test) {}

    /** A class, and how many samples it has. */
    public record ClassCount(String name, int train, int test) {}
}
