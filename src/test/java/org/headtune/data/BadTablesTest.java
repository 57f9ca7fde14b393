package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.FileFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BadTablesTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), text);
  }

  private static UserError refusal(Settings settings) {
    UserError error = catchThrowableOfType(UserError.class, settings::prepare);
    assertThat(error).as("a refusal").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.DATA);
    return error;
  }

  @ParameterizedTest
  @MethodSource("org.headtune.data.BadTables#all")
  void a_bad_table_is_refused_with_its_place(BadTables.BadTable bad) throws IOException {
    Path file = Files.write(folder.resolve("bad.csv"), bad.bytes());
    assertThat(refusal(new Settings(file)).getMessage()).contains(bad.says()).contains("bad.csv");
  }

  @Test
  void messages_do_not_depend_on_the_locale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      UserError error = refusal(new Settings(file("x,y,label\n1,2,a\n3,b\n")));
      assertThat(error.getMessage()).contains("2 fields found, 3 expected");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void all_faulty_cells_are_named_up_to_twenty() throws IOException {
    StringBuilder text = new StringBuilder("x,label\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 2 == 0 ? "1" : i < 50 ? "bad" : "2").append(',').append(i % 4).append('\n');
    }
    UserError error = refusal(new Settings(file(text.toString())));
    assertThat(error.faults()).hasSize(21);
    assertThat(error.faults().get(0).place().line()).isEqualTo(3);
    assertThat(error.faults().get(20).message()).isEqualTo("5 more faults like these");
  }

  @Test
  void a_wrong_delimiter_is_suspected() throws IOException {
    Settings settings = new Settings(file("x;label\n1;a\n2;b\n"));
    settings.delimiter = Optional.of(",");
    assertThat(refusal(settings).getMessage()).contains("one column found", "';'", "separator");
  }

  @Test
  void rows_too_few_for_the_split_are_counted() throws IOException {
    Settings settings = new Settings(file("x,label\n1,a\n2,a\n3,b\n"));
    settings.validationSplit = 0.1;
    assertThat(refusal(settings).getMessage())
        .contains("class 'b' has too few rows", "needs 2", "'a' 2, 'b' 1");
  }

  @Test
  void settings_of_unknown_columns_are_refused() throws IOException {
    Settings settings = new Settings(file("x,label\n1,a\n2,b\n"));
    settings.type("z", ColumnType.IGNORE);
    assertThat(refusal(settings).getMessage()).contains("unknown column 'z'", "'x', 'label'");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertThat(refusal(new Settings(folder.resolve("none.csv"))).getMessage())
        .contains("none.csv: there is no such file");
    assertThat(refusal(new Settings(folder)).getMessage())
        .contains("no folders lie in this folder");
  }

  @Test
  void a_file_that_changes_between_the_passes_is_noticed() throws IOException {
    Path path = file("x,label\n1,a\n2,b\n");
    InputFile input = new InputFile(List.of(path.toString()), Optional.empty(), Layout.DETECTED);
    input.read(new Faults(), source -> row -> {});
    input.read(new Faults(), source -> row -> {});
    Files.writeString(path, "x,label\n1,a\n3,b\n");
    assertThatThrownBy(() -> input.read(new Faults(), source -> row -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the file changed while it was read");
  }

  @Test
  void a_field_of_a_hundred_megabytes_is_refused_in_little_memory() {
    refuseHuge(repeated("x,label\n\"", 'z'), "longer than 1,048,576 characters", ":2:1: ");
    refuseHuge(repeated("x,label\n", 'z'), "longer than 1,048,576 characters", ":2:1: ");
  }

  @Test
  void a_million_columns_are_refused() {
    refuseHuge(repeated("", ','), "limits of 262,144 columns", ":1: ");
  }

  /** Reads at most a hundred megabytes that are made on the way. */
  private static void refuseHuge(InputStream in, String... says) {
    Layout layout = new Layout(FileFormat.CSV, Optional.of(","), true, Spelling.STANDARD);
    long before = used();
    assertThatThrownBy(
            () -> {
              try (RowSource source = Tables.open("huge", in, layout)) {
                source.next();
              }
            })
        .isInstanceOf(UserError.class)
        .message()
        .contains(says);
    assertThat(used() - before).isLessThan(32L << 20);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static InputStream repeated(String start, char then) {
    byte[] first = start.getBytes(StandardCharsets.UTF_8);
    return new InputStream() {
      private int read;

      @Override
      public int read() {
        int at = read++;
        return at < first.length ? first[at] : at < 100 << 20 ? then : -1;
      }

      @Override
      public int read(byte[] into, int from, int length) {
        for (int i = 0; i < length; i++) {
          int value = read();
          if (value < 0) {
            return i == 0 ? -1 : i;
          }
          into[from + i] = (byte) value;
        }
        return length;
      }
    };
  }
}
