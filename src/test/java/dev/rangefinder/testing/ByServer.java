package dev.rangefinder.testing;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/**
 * Puts tests of the same server one behind the other. Spring keeps the servers that tests have started, but stops one
 * while tests of another run, and its lanes with it, which cannot start again: no server may be come back to.
 */
public final class ByServer implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(ByServer::server));
    }

    /** What tells one server from another; empty where there is none. */
    private static String server(ClassDescriptor test) {
        if (!test.isAnnotated(SpringBootTest.class)) {
            return "";
        }
        Stream<String> own = test.findAnnotation(SpringBootTest.class).stream()
                .flatMap(started -> Arrays.stream(started.properties()));
        Stream<String> settings = test.findRepeatableAnnotations(TestPropertySource.class).stream()
                .flatMap(source -> Arrays.stream(source.properties()))
                .sorted();
        Stream<String> computed = Arrays.stream(test.getTestClass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(DynamicPropertySource.class))
                .map(method -> test.getTestClass().getName());
        Stream<String> imports = test.findAnnotation(Import.class).stream()
                .flatMap(imported -> Arrays.stream(imported.value()))
                .map(Class::getName);
        return Stream.of(own, settings, computed, imports)
                .flatMap(part -> part)
                .collect(Collectors.joining(" ", "server ", ""));
    }
}
