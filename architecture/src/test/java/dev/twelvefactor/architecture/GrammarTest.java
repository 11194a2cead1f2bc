// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What all public types have in common, as far as reflection sees it. */
class GrammarTest {

  private static final int MAX_TOP_LEVEL_TYPES = 18;

  private static final List<Class<?>> PUBLIC = new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.twelvefactor")
          .stream()
          .filter(GrammarTest::isPublic)
          .<Class<?>>map(JavaClass::reflect)
          .toList();

  /** What a logging framework makes by reflection and sets like a bean. */
  private static boolean isMadeByAFramework(Class<?> type) {
    return type.getPackageName().matches(".*\\.logging\\.(provider|logback|spring)");
  }

  private static boolean isPublic(JavaClass type) {
    return !type.getPackageName().endsWith(".internal")
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(GrammarTest::isPublic).orElse(true);
  }

  @Test
  void classes_public_areFinalOrMadeForExtension() {
    assertThat(PUBLIC)
        .isNotEmpty()
        .allMatch(type -> type.isInterface()
            || type.isEnum()
            || Throwable.class.isAssignableFrom(type)
            || Modifier.isFinal(type.getModifiers())
            || Modifier.isAbstract(type.getModifiers()));
  }

  @Test
  void constructors_public_areOfRecordsAndExceptionsOnly() {
    List<Constructor<?>> constructors = PUBLIC.stream()
        .filter(type -> !isMadeByAFramework(type))
        .filter(type -> !type.isRecord() && !Throwable.class.isAssignableFrom(type))
        .flatMap(type -> Arrays.stream(type.getConstructors()))
        .collect(Collectors.toList());

    assertThat(constructors).isEmpty();
  }

  @Test
  void accessors_all_haveNoGetPrefix() {
    assertThat(methods()).noneMatch(method -> method.getName().matches("(get|set)[A-Z].*"));
  }

  @Test
  void builders_all_useNounsAndEndInBuildOrStart() {
    List<Class<?>> builders =
        PUBLIC.stream().filter(type -> type.getSimpleName().endsWith("Builder")).toList();

    assertThat(builders).isNotEmpty().allSatisfy(builder -> {
      assertThat(builder.getMethods()).extracting(Method::getName).containsAnyOf("build", "start");
      assertThat(builder.getDeclaredMethods())
          .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
          .noneMatch(method -> method.getName().matches("(set|with|add)([A-Z].*)?"));
    });
  }

  @Test
  void times_all_areDurationsAndInstants() {
    List<Parameter> numbers = methods()
        .flatMap(method -> Arrays.stream(method.getParameters()))
        .filter(parameter -> parameter.getType() == long.class || parameter.getType() == int.class)
        .filter(
            parameter -> parameter.getName().matches("(?i).*(millis|seconds|nanos|timeout|ttl).*"))
        .toList();

    assertThat(numbers).isEmpty();
  }

  @Test
  void overloads_all_differInMoreThanTheFunctionalInterface() {
    List<String> ambiguous = new ArrayList<>();
    Map<String, List<Method>> overloads = methods()
        .filter(method -> !method.isBridge())
        .collect(Collectors.groupingBy(method -> method.getDeclaringClass().getName()
            + "."
            + method.getName()
            + "/"
            + method.getParameterCount()));
    overloads.forEach((name, methods) -> {
      if (methods.stream().filter(GrammarTest::takesLambda).count() > 1) {
        ambiguous.add(name);
      }
    });

    assertThat(ambiguous).isEmpty();
  }

  @Test
  void exceptions_ofModules_sayWhetherTheEffectMayHaveHappened() {
    List<Class<?>> exceptions = PUBLIC.stream()
        .filter(Exception.class::isAssignableFrom)
        .filter(type -> type.getSuperclass() == RuntimeException.class)
        .filter(type -> !type.getPackageName().endsWith("testkit"))
        .toList();

    assertThat(exceptions)
        .allSatisfy(type ->
            assertThat(type.getMethod("maybeApplied").getReturnType()).isEqualTo(boolean.class));
  }

  @Test
  void modules_all_haveFewTopLevelTypes() {
    Map<String, List<Class<?>>> byModule = PUBLIC.stream()
        .filter(type -> type.getEnclosingClass() == null && !type.isAnonymousClass())
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .collect(Collectors.groupingBy(type -> Repository.moduleOf(type.getPackageName())));

    assertThat(byModule)
        .allSatisfy(
            (module, types) -> assertThat(types).hasSizeLessThanOrEqualTo(MAX_TOP_LEVEL_TYPES));
  }

  private static Stream<Method> methods() {
    return PUBLIC.stream()
        .filter(type -> !type.isAnnotation() && !isMadeByAFramework(type))
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic());
  }

  private static boolean takesLambda(Method method) {
    return Arrays.stream(method.getParameterTypes()).anyMatch(GrammarTest::isFunctional);
  }

  private static boolean isFunctional(Class<?> type) {
    return type.isInterface()
        && Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .count()
            == 1;
  }
}
