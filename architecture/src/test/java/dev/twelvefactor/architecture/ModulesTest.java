// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModulesTest {

  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("dev.twelvefactor");

  @Test
  void modules_all_doNotDependOnEachOther() {
    slices().matching("dev.twelvefactor.(*)..").should().notDependOnEachOther().check(CLASSES);
  }

  @Test
  void packages_all_areFreeOfCycles() {
    slices().matching("dev.twelvefactor.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void publishedModules_all_dependOnNoTestLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.twelvefactor.testkit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.assertj..", "redis.embedded..")
        .check(CLASSES);
  }

  @Test
  void backEnds_publicTypes_areInTheReadme() {
    List<JavaClass> types = CLASSES.stream()
        .filter(type -> type.getPackageName().matches("dev\\.twelvefactor\\.\\w+\\.(redis|s3)"))
        .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
        .toList();

    assertThat(types).isNotEmpty().allSatisfy(type -> {
      String module = "twelvefactor-" + Repository.moduleOf(type.getPackageName());
      assertThat(Repository.read(Repository.module(module).resolve("README.md")))
          .as("README of %s", module)
          .contains(type.getSimpleName());
    });
  }
}
