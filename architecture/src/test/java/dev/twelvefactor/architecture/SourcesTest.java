// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

class SourcesTest {

  private static final String HEADER = """
      // SPDX-License-Identifier: Apache-2.0
      // Copyright the twelvefactor authors
      """;
  private static final int MAX_LINES = 300;

  /** The facade has one overload for each level and number of pairs, and no logic. */
  private static final List<String> MAY_BE_LONGER = List.of("StructuredLogger.java");

  /** A skipped test proves nothing; what a plain run cannot do is included by tag and profile. */
  private static final Pattern SKIPPED =
      Pattern.compile("@Disabled|@EnabledI|@EnabledO|@EnabledF|Assumptions\\.|assumeT|assumingT");

  @Test
  void sources_all_useNoIntrinsicLock() throws IOException {
    List<String> found = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task = (JavacTask) compiler.getTask(
          null, files, null, null, null, files.getJavaFileObjectsFromPaths(published()));
      task.parse()
          .forEach(unit ->
              unit.accept(new IntrinsicLocks(found), unit.getSourceFile().getName()));
    }

    assertThat(found).isEmpty();
  }

  @Test
  void publishedSources_all_areShort() {
    List<Path> tooLong = published().stream()
        .filter(file -> Repository.read(file).lines().count() > MAX_LINES)
        .filter(file -> !MAY_BE_LONGER.contains(file.getFileName().toString()))
        .toList();

    assertThat(tooLong).isEmpty();
  }

  @Test
  void sources_all_haveTheLicenceHeader() {
    List<Path> without = Repository.sources().stream()
        .filter(file -> !file.endsWith("module-info.java"))
        .filter(file -> !file.endsWith("package-info.java"))
        .filter(file -> !Repository.read(file).startsWith(HEADER))
        .toList();

    assertThat(without).isEmpty();
  }

  @Test
  void tests_all_neitherSkipNorSleep() {
    List<String> found = new ArrayList<>();
    for (Path file : Repository.sources()) {
      String text = Repository.read(file);
      if (!file.endsWith("SourcesTest.java")
          && (SKIPPED.matcher(text).find() || text.contains("Thread.sleep("))) {
        found.add(Repository.name(file));
      }
    }

    assertThat(found).isEmpty();
  }

  @Test
  void publishedSources_all_printNothing() {
    List<Path> printing = published().stream()
        .filter(file -> !Repository.name(file).startsWith("twelvefactor-testkit"))
        .filter(file -> Repository.read(file).contains("System.out.print"))
        .toList();

    assertThat(printing).isEmpty();
  }

  private static List<Path> published() {
    List<Path> sources = Repository.publishedSources();
    assertThat(sources).as("the tests run in the repository").isNotEmpty();
    return sources;
  }

  private static final class IntrinsicLocks extends TreeScanner<Void, String> {

    private final List<String> found;

    IntrinsicLocks(List<String> found) {
      this.found = found;
    }

    @Override
    public Void visitSynchronized(SynchronizedTree block, String file) {
      found.add("synchronized block in " + file);
      return super.visitSynchronized(block, file);
    }

    @Override
    public Void visitMethod(MethodTree method, String file) {
      if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
        found.add("synchronized method " + method.getName() + " in " + file);
      }
      return super.visitMethod(method, file);
    }
  }
}
