package dev.rangefinder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_PACKAGE_INFOS)
            .importPackages("dev.rangefinder");

    @Test
    void onlyOnePackageTouchesDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.rangefinder.trainer.djl")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(CLASSES);
    }

    @Test
    void thePureRoomsKnowNoSpringAndNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.rangefinder.schedule",
                        "dev.rangefinder.recommendation..",
                        "dev.rangefinder.dataset.format",
                        "dev.rangefinder.model.spec",
                        "dev.rangefinder.run.spec",
                        "dev.rangefinder.report.curve",
                        "dev.rangefinder.trainer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta.persistence..", "java.sql..")
                .check(CLASSES);
    }

    @Test
    void controllersAreNobodysBusiness() {
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
