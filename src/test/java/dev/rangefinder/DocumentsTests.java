package dev.rangefinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.lane.catalogue.LaneSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** What the documents list is what the code has, no more and no less. */
class DocumentsTests {

    /** A problem's type, or one of two that a condition chooses. */
    private static final String TYPE = "\\s*(?:[\\w.()]+ \\? \"([a-z-]+)\" : )?\"([a-z-]+)\"";

    /** Where a problem is made. */
    private static final Pattern PROBLEM =
            Pattern.compile("(?:HttpStatus\\.\\w+,|conflict\\(|new (?!Illegal)\\w+StateException\\()" + TYPE);

    /** The problem of an exception that is a conflict. */
    private static final Pattern CONFLICT = Pattern.compile("super\\(" + TYPE);

    /** One condition that stands in the code, and not in a record of settings. */
    private static final Pattern CONDITION =
            Pattern.compile("ConditionalOn\\w*Property\\(name = \"(rangefinder[^\"]+)\"");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everySettingIsDocumentedAndNoOther() {
        assertThat(documentedSettings()).containsExactlyInAnyOrderElementsOf(settings());
    }

    @Test
    void everyProblemIsDocumentedAndNoOther() {
        assertThat(documentedProblems()).containsExactlyInAnyOrderElementsOf(problems());
    }

    private static Set<String> settings() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Set<String> settings = new TreeSet<>();
        scan.findCandidateComponents("dev.rangefinder").forEach(found -> {
            Class<?> type = ClassUtils.resolveClassName(
                    String.valueOf(found.getBeanClassName()), DocumentsTests.class.getClassLoader());
            settings.addAll(
                    settings(type.getAnnotation(ConfigurationProperties.class).value(), type));
        });
        settings.addAll(settings("rangefinder.lanes.local", LaneSettings.class));
        sources().forEach(source -> settings.addAll(found(CONDITION, source)));
        return settings;
    }

    private static List<String> settings(String prefix, Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(component -> {
                    String name = prefix + "." + kebab(component.getName());
                    return component.getType().isRecord()
                            ? settings(name, component.getType()).stream()
                            : Stream.of(name);
                })
                .toList();
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /**
     * The names of the first column; one that begins with a dot shares what the name before it has up to its last one.
     */
    private static Set<String> documentedSettings() {
        Set<String> documented = new TreeSet<>();
        for (String row : rows("settings")) {
            String prefix = "";
            for (String code : found(CODE, row.split("\\|")[1])) {
                String name = code.startsWith(".") ? prefix + code : code;
                prefix = name.substring(0, Math.max(name.lastIndexOf('.'), 0));
                if (name.startsWith("rangefinder.") && !name.contains("<") && !name.equals("rangefinder.lanes")) {
                    documented.add(name);
                }
            }
        }
        return documented;
    }

    private static Set<String> problems() {
        Set<String> problems = new TreeSet<>();
        sources().forEach(source -> {
            problems.addAll(found(PROBLEM, source));
            if (source.contains("extends ConflictException")) {
                problems.addAll(found(CONFLICT, source));
            }
        });
        return problems;
    }

    /** All but those that are named as HTTP names a status. */
    private static Set<String> documentedProblems() {
        Set<String> documented = new TreeSet<>();
        for (String row : rows("problems")) {
            String[] columns = row.split("\\|");
            if (!columns[2].contains("4xx") && !columns[2].contains("500")) {
                documented.addAll(found(CODE, columns[1]));
            }
        }
        return documented;
    }

    private static List<String> rows(String document) {
        return text(Path.of("docs", document + ".md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    private static List<String> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(DocumentsTests::text)
                    .toList();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().flatMap(DocumentsTests::groups).toList();
    }

    private static Stream<String> groups(MatchResult result) {
        return IntStream.rangeClosed(1, result.groupCount())
                .filter(group -> result.start(group) >= 0)
                .mapToObj(result::group);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
