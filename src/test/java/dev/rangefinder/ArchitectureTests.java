package dev.rangefinder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_PACKAGE_INFOS)
            .importPackages("dev.rangefinder");

    @Test
    void onlyOnePackageTouchesDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.rangefinder.trainer.djl..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(CLASSES);
    }

    /** Those that their {@code package-info} calls pure, and the trainer, whose process has neither. */
    @Test
    void thePureRoomsKnowNoSpringAndNoDatabase() throws IOException {
        String[] pure = Stream.concat(pureRooms().stream(), Stream.of("dev.rangefinder.trainer.."))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "java.sql..")
                .check(CLASSES);
    }

    private static List<String> pureRooms() throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            List<String> pure = sources.filter(source -> source.endsWith("package-info.java"))
                    .filter(source -> source(source).startsWith("/** Pure: "))
                    .map(source ->
                            SOURCES.relativize(source.getParent()).toString().replace('/', '.'))
                    .toList();
            assertThat(pure).hasSizeGreaterThan(8).contains("dev.rangefinder.schedule", "dev.rangefinder.drawing");
            return pure;
        }
    }

    private static String source(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Test
    void controllersAreKnownToNoOtherRoom() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Controller")
                .should()
                .bePackagePrivate()
                .andShould()
                .resideInAPackage("..web")
                .check(CLASSES);
    }

    @Test
    void noPackagesLeanOnEachOther() {
        SlicesRuleDefinition.slices()
                .matching("dev.rangefinder.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
