package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the SQL of each room, and the entities, to the table of owners in {@code ARCHITECTURE.md}. */
class TableOwnersTests {

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "rangefinder");

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| `(\\w+)` \\|([^|]*)\\|([^|]*)\\|");
    private static final Pattern ROOM = Pattern.compile("`(\\w+)`[,:]");
    private static final Pattern READ = Pattern.compile("\\b(?:from|join) (\\w+)");
    private static final Pattern WRITTEN = Pattern.compile("\\b(?:into|update|delete from) (\\w+)");
    private static final Pattern ENTITY = Pattern.compile("@Entity\\b(?s:.*?)\\bclass (\\w+)");

    /** What is said of a table. */
    private record Owned(String room, Set<String> readers, Set<String> writers) {}

    private static Map<String, Owned> owners() throws IOException {
        Map<String, Owned> owners = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("ARCHITECTURE.md")));
        while (row.find()) {
            Owned owned = new Owned(row.group(2), rooms(row.group(3)), rooms(row.group(4)));
            assertThat(owners.put(row.group(1), owned)).as(row.group(1)).isNull();
        }
        return owners;
    }

    private static Set<String> rooms(String cell) {
        return ROOM.matcher(cell).results().map(room -> room.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Which rooms' sources name a table in such a place, by table. */
    private static Map<String, Set<String>> named(Set<String> tables, Pattern place) throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            Map<String, Set<String>> rooms = new TreeMap<>();
            sources.filter(source -> source.toString().endsWith(".java"))
                    .forEach(source -> place.matcher(text(source))
                            .results()
                            .map(found -> found.group(1))
                            .filter(tables::contains)
                            .forEach(table -> rooms.computeIfAbsent(table, unseen -> new TreeSet<>())
                                    .add(SOURCES.relativize(source).getName(0).toString())));
            return rooms;
        }
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** Whether these rooms, and they alone beside the owner, are named as others that do so. */
    private static void require(
            Map<String, Owned> owners, Map<String, Set<String>> found, Function<Owned, Set<String>> named) {
        owners.forEach((table, owned) -> {
            Set<String> others = new TreeSet<>(found.getOrDefault(table, Set.of()));
            others.remove(owned.room());
            assertThat(others).as(table).isEqualTo(named.apply(owned));
        });
    }

    @Test
    void eachTableOfTheMigrationsHasAnOwner() throws IOException {
        try (Stream<Path> migrations = Files.list(Path.of("db"))) {
            String all = migrations.sorted().map(TableOwnersTests::text).collect(Collectors.joining("\n"));
            Set<String> made = Pattern.compile("(?m)^create table (\\w+)")
                    .matcher(all)
                    .results()
                    .map(table -> table.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            Pattern.compile("(?m)^alter table (\\w+) rename to (\\w+)")
                    .matcher(all)
                    .results()
                    .forEach(renamed -> {
                        made.remove(renamed.group(1));
                        made.add(renamed.group(2));
                    });
            Pattern.compile("(?m)^drop table (\\w+)")
                    .matcher(all)
                    .results()
                    .forEach(gone -> made.remove(gone.group(1)));
            assertThat(owners().keySet()).isEqualTo(made);
        }
    }

    @Test
    void onlyItsOwnerWritesToATableButWhereAnotherIsNamed() throws IOException {
        Map<String, Owned> owners = owners();
        require(owners, named(owners.keySet(), WRITTEN), Owned::writers);
    }

    @Test
    void onlyItsOwnerReadsATableButWhereAnotherIsNamed() throws IOException {
        Map<String, Owned> owners = owners();
        require(owners, named(owners.keySet(), READ), Owned::readers);
    }

    @Test
    void entitiesLiveWithTheOwnerOfTheirTable() throws IOException {
        Map<String, Owned> owners = owners();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            Map<String, String> entities = sources.filter(
                            source -> source.toString().endsWith(".java"))
                    .filter(source -> ENTITY.matcher(text(source)).find())
                    .collect(Collectors.toMap(
                            TableOwnersTests::table,
                            source -> SOURCES.relativize(source).getName(0).toString()));
            assertThat(entities).hasSizeGreaterThan(5);
            entities.forEach((table, room) ->
                    assertThat(owners.get(table).room()).as(table).isEqualTo(room));
        }
    }

    /** As Spring's naming makes it of the class. */
    private static String table(Path source) {
        String name = source.getFileName().toString().replace(".java", "");
        return name.replaceAll("(?<!^)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
