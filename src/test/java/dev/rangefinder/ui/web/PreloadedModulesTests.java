package dev.rangefinder.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The browser is told of the first view's modules ahead: of each that it imports, and of no other. */
class PreloadedModulesTests {

    private static final Path STATIC = Path.of("src", "main", "resources", "static");
    private static final Path START = STATIC.resolve("ui/app.js");
    private static final Path FIRST_VIEW = STATIC.resolve("ui/views/range-tests.js");

    private static final Pattern PRELOADED = Pattern.compile("rel=\"modulepreload\" href=\"/(ui/[^\"]+)\"");
    private static final Pattern IMPORTED = Pattern.compile("(?m)^(?:import|export) (?:.*from )?'(\\.[^']+)'");

    @Test
    void thePageNamesWhatItsFirstViewImports() throws IOException {
        Set<Path> imported = new TreeSet<>(List.of(FIRST_VIEW));
        Deque<Path> unread = new ArrayDeque<>(List.of(START, FIRST_VIEW));
        while (!unread.isEmpty()) {
            Path module = unread.remove();
            matches(IMPORTED, module).stream()
                    .map(name -> module.resolveSibling(name).normalize())
                    .filter(imported::add)
                    .forEach(unread::add);
        }
        imported.remove(START); // which the page names as its script
        Set<Path> preloaded = matches(PRELOADED, STATIC.resolve("ui/index.html")).stream()
                .map(STATIC::resolve)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(preloaded).isEqualTo(imported);
    }

    private static List<String> matches(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
