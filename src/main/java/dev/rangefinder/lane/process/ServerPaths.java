package dev.rangefinder.lane.process;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where this server lies on its machine is nothing that a client needs to know: of a file, its name is enough. */
public final class ServerPaths {

    private final Pattern paths;

    /**
     * Those below the server's own directories.
     *
     * @param data where it keeps its files
     */
    public ServerPaths(Path data) {
        Stream<Path> classPath = Pattern.compile(":")
                .splitAsStream(System.getProperty("java.class.path"))
                .flatMap(entry ->
                        Optional.ofNullable(Path.of(entry).toAbsolutePath().getParent()).stream());
        Stream<Path> directories = Stream.of("user.dir", "user.home", "java.home", "java.io.tmpdir")
                .map(System::getProperty)
                .map(Path::of);
        String roots = Stream.of(Stream.of(data), classPath, directories)
                .flatMap(each -> each)
                .map(root -> root.toAbsolutePath().normalize().toString())
                .filter(root -> root.length() > 1)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        this.paths = Pattern.compile("(?:" + roots + ")(/[^\\s:;,'\"()\\[\\]{}<>]*)?(?![\\w.-])");
    }

    /** The text with nothing of such a path in it but the last name. */
    public String hiddenIn(String text) {
        return paths.matcher(text)
                .replaceAll(path -> Matcher.quoteReplacement(
                        path.group(1) == null
                                ? "…"
                                : "…" + path.group(1).substring(path.group(1).lastIndexOf('/'))));
    }
}
