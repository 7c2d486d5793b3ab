package dev.rangefinder.dataset.format.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the folders of an archive of images stand for: a class each, and where their owner has divided the images, the
 * part that they belong to. Such a division is kept: {@code train/cat}, {@code test/cat}, also below another folder, and
 * {@code cat/train}, {@code cat/test}.
 */
public final class FolderRoles {

    private static final Map<String, Role> NAMES = Map.of(
            "train", Role.TRAIN,
            "training", Role.TRAIN,
            "val", Role.VALIDATION,
            "valid", Role.VALIDATION,
            "validation", Role.VALIDATION,
            "dev", Role.VALIDATION,
            "test", Role.TEST,
            "testing", Role.TEST);

    private final Map<List<String>, Place> places;

    private FolderRoles(Map<List<String>, Place> places) {
        this.places = Map.copyOf(places);
    }

    /** A part of a data set. */
    public enum Role {
        TRAIN,
        VALIDATION,
        TEST
    }

    /**
     * What a folder stands for.
     *
     * @param division the folder that says the part; absent where none does
     * @param className absent where images lie in no folder of a class
     */
    public record Place(Role role, Optional<String> division, Optional<String> className) {}

    /** Folders that may stand for one thing or another. */
    static final class UnclearException extends Exception {

        private final String found;
        private final String expected;

        UnclearException(String found, String expected) {
            super(found);
            this.found = found;
            this.expected = expected;
        }

        String found() {
            return found;
        }

        String expected() {
            return expected;
        }
    }

    /**
     * Looks at all folders that have images.
     *
     * @param folders each as its steps from the top, at least one
     */
    static FolderRoles of(Set<List<String>> folders) throws UnclearException {
        int common = commonSteps(folders);
        for (int depth = 0; depth <= common; depth++) {
            if (isDivided(folders, depth)) {
                requireParts(folders, depth);
                return below(folders, depth);
            }
        }
        Set<Role> innermost = folders.stream()
                .flatMap(folder -> role(folder.getLast()).stream())
                .collect(Collectors.toSet());
        if (innermost.size() > 1) {
            return insideClasses(folders);
        }
        Map<List<String>, Place> places = new HashMap<>();
        folders.forEach(
                folder -> places.put(folder, new Place(Role.TRAIN, Optional.empty(), Optional.of(folder.getLast()))));
        return new FolderRoles(places);
    }

    /** How many steps all folders begin with. */
    private static int commonSteps(Set<List<String>> folders) {
        List<String> first = folders.iterator().next();
        int common = first.size();
        for (List<String> folder : folders) {
            common = Math.min(common, folder.size());
            while (!folder.subList(0, common).equals(first.subList(0, common))) {
                common--;
            }
        }
        return common;
    }

    /** Whether a folder at that depth says a part, and has folders of classes in it. */
    private static boolean isDivided(Set<List<String>> folders, int depth) {
        return folders.stream()
                .anyMatch(folder ->
                        folder.size() > depth + 1 && role(folder.get(depth)).isPresent());
    }

    private static void requireParts(Set<List<String>> folders, int depth) throws UnclearException {
        Set<String> others = new TreeSet<>();
        Set<String> parts = new TreeSet<>();
        for (List<String> folder : folders) {
            if (folder.size() <= depth) {
                others.add(String.join("/", folder));
            } else {
                (role(folder.get(depth)).isPresent() ? parts : others).add(folder.get(depth));
            }
        }
        if (!others.isEmpty()) {
            throw new UnclearException(
                    "the folder '%s' beside '%s'".formatted(others.iterator().next(), String.join("', '", parts)),
                    "only train, val and test beside each other, each with a folder for each class");
        }
    }

    private static FolderRoles below(Set<List<String>> folders, int depth) {
        Map<List<String>, Place> places = new HashMap<>();
        for (List<String> folder : folders) {
            String part = folder.get(depth);
            Optional<String> className = folder.size() > depth + 1 ? Optional.of(folder.getLast()) : Optional.empty();
            places.put(folder, new Place(role(part).orElseThrow(), Optional.of(part), className));
        }
        return new FolderRoles(places);
    }

    private static FolderRoles insideClasses(Set<List<String>> folders) throws UnclearException {
        Map<List<String>, Place> places = new HashMap<>();
        Set<String> classes = new LinkedHashSet<>();
        for (List<String> folder : folders) {
            String part = folder.getLast();
            if (folder.size() < 2 || role(part).isEmpty()) {
                throw insideUnclear(folders);
            }
            String className = folder.get(folder.size() - 2);
            classes.add(className);
            places.put(folder, new Place(role(part).orElseThrow(), Optional.of(part), Optional.of(className)));
        }
        if (classes.size() < 2) {
            throw insideUnclear(folders);
        }
        return new FolderRoles(places);
    }

    private static UnclearException insideUnclear(Set<List<String>> folders) {
        String found = folders.stream()
                .filter(folder -> role(folder.getLast()).isPresent())
                .map(folder -> String.join("/", folder))
                .sorted()
                .limit(2)
                .collect(Collectors.joining("' and '"));
        return new UnclearException(
                "images in '%s', in no folder of a class".formatted(found),
                "a folder for each class in each of them, or other names, if these are classes");
    }

    private static Optional<Role> role(String step) {
        return Optional.ofNullable(NAMES.get(step.toLowerCase(Locale.ROOT)));
    }

    public Place of(List<String> folder) {
        return Objects.requireNonNull(places.get(folder), () -> String.join("/", folder));
    }

    /** Whether any folder with classes has that role because its name says so. */
    public boolean says(Role role) {
        return places.values().stream()
                .anyMatch(place -> place.role() == role
                        && place.division().isPresent()
                        && place.className().isPresent());
    }

    /** The folders that say a role, by their names. */
    public List<String> divisions(Role role) {
        return new ArrayList<>(places.values().stream()
                .filter(place -> place.role() == role)
                .flatMap(place -> place.division().stream())
                .collect(Collectors.toCollection(TreeSet::new)));
    }
}
