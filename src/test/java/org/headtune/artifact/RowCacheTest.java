package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.headtune.UserError;
import org.headtune.data.FiledRows;
import org.headtune.data.RowStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in files are those that were written, or they are not used. */
final class RowCacheTest {
  private static final String KEY = "ab".repeat(32);
  private static final RowStorage.Name NAME =
      new RowStorage.Name(Optional.of(KEY), "train", "rows.csv");

  @TempDir Path home;

  private static float[] numbers(int row, int width) {
    Random random = new Random(row);
    float[] numbers = new float[width];
    for (int i = 0; i < width; i++) {
      numbers[i] = Float.intBitsToFloat(random.nextInt());
    }
    return numbers;
  }

  private static RowCache.Output written(
      RowCache cache, RowStorage.Name name, int rows, int width) {
    RowCache.Output output = cache.create(name, rows, width);
    for (int row = 0; row < rows; row++) {
      output.add(numbers(row, width), 0, row * 7L + (1L << 40));
    }
    return output;
  }

  private static void expectRow(FiledRows rows, int row) {
    FloatBuffer target = FloatBuffer.allocate(rows.width() + 2);
    rows.copyRow(row, target, 1);
    float[] expected = numbers(row, rows.width());
    for (int i = 0; i < expected.length; i++) {
      assertThat(Float.floatToRawIntBits(target.get(i + 1)))
          .isEqualTo(Float.floatToRawIntBits(expected[i]));
    }
    assertThat(target.get(0)).isZero();
    assertThat(target.get(rows.width() + 1)).isZero();
    assertThat(rows.line(row)).isEqualTo(row * 7L + (1L << 40));
  }

  @Property(tries = 60)
  void rows_are_read_as_they_were_written_in_any_order(
      @ForAll @IntRange(max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 1000) int width,
      @ForAll boolean mapped,
      @ForAll long seed)
      throws IOException {
    Path place = Files.createTempDirectory("rows");
    RowCache cache = new RowCache(place, mapped);
    try (RowCache.Output output = written(cache, NAME, rows, width)) {
      FiledRows own = output.finish(3);
      try (RowCache.Found found =
          cache.find(NAME, rows, width, fault -> assertThat(fault).isNull()).orElseThrow()) {
        assertThat(found.stored().cut()).isEqualTo(3);
        for (FiledRows each : List.of(own, found.stored().rows())) {
          for (int row = 0; row < rows; row++) {
            expectRow(each, row);
          }
          new Random(seed).ints(rows, 0, Math.max(1, rows)).forEach(row -> expectRow(each, row));
        }
      }
    }
    assertThat(cache.clear().files()).isOne();
    Files.delete(cache.folder());
    Files.delete(place);
  }

  @Test
  void a_file_that_several_fill_in_any_order_has_the_bytes_of_one_that_one_has_written()
      throws IOException {
    int width = 2000;
    int rows = 4500; // more than two checksums
    RowCache alone = new RowCache(home.resolve("alone"), true);
    try (RowCache.Output output = written(alone, NAME, rows, width)) {
      output.finish(7);
    }
    RowCache cache = new RowCache(home.resolve("shared"), true);
    int[] first = {0, 1, 1200, 3001, rows};
    try (SharedRowFile shared = cache.share(NAME, rows, width)) {
      for (int part : new int[] {2, 0, 3, 2, 1}) {
        try (RowFileSection section = new RowFileSection(shared.path(), first[part], width)) {
          for (int row = first[part]; row < first[part + 1]; row++) {
            section.add(numbers(row, width), 0, row * 7L + (1L << 40));
          }
          section.finish();
        }
      }
      assertThat(cache.find(NAME, rows, width, damage -> {})).isEmpty();
      try (RowCache.Found found = shared.finish(7)) {
        assertThat(found.stored().cut()).isEqualTo(7);
        expectRow(found.stored().rows(), 1200);
        expectRow(found.stored().rows(), rows - 1);
      }
    }
    String file = "rows/" + KEY + "-train.rows";
    assertThat(home.resolve("shared").resolve(file))
        .hasSameBinaryContentAs(home.resolve("alone").resolve(file));
    try (RowCache.Found found = cache.find(NAME, rows, width, damage -> {}).orElseThrow()) {
      expectRow(found.stored().rows(), 0);
    }
  }

  @Test
  void rows_that_were_seen_elsewhere_are_found_by_their_header_alone() throws IOException {
    RowCache cache = new RowCache(home, true);
    try (RowCache.Output output = written(cache, NAME, 5, 3)) {
      output.finish(0);
    }
    Path file = cache.folder().resolve(KEY + "-train.rows");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4), RowFile.HEADER + 3 * 20 + 12); // in row 3
    }
    assertThat(cache.find(NAME, 5, 3, damage -> {})).isEmpty();
    try (RowCache.Found found = cache.open(NAME, 5, 3).orElseThrow()) {
      expectRow(found.stored().rows(), 4);
    }
    assertThat(cache.open(NAME, 5, 2)).isEmpty();
    assertThat(cache.open(NAME, 4, 3)).isEmpty();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(RowFile.HEADER + 60);
    }
    assertThat(cache.open(NAME, 5, 3)).isEmpty();
  }

  @Test
  void a_shared_file_that_is_not_finished_is_gone() throws IOException {
    RowCache cache = new RowCache(home, true);
    Path path;
    try (SharedRowFile shared = cache.share(NAME, 3, 2)) {
      path = shared.path();
      assertThat(path).hasSize(RowFile.HEADER + 3 * 16 + 4);
    }
    assertThat(path).doesNotExist();
    assertThat(cache.find(NAME, 3, 2, damage -> {})).isEmpty();
  }

  @Test
  void more_rows_than_are_mapped_in_one_piece_are_read() {
    int width = 1 << 20; // 4 MB, 15 rows in a piece
    try (RowCache.Output output = new RowCache(home, true).create(NAME, 20, width)) {
      float[] row = new float[width];
      for (int i = 0; i < 20; i++) {
        row[5] = i;
        output.add(row, 0, i);
      }
      FiledRows rows = output.finish(0);
      FloatBuffer target = FloatBuffer.allocate(width);
      for (int i : new int[] {19, 0, 15, 14, 16, 7}) {
        rows.copyRow(i, target, 0);
        assertThat(target.get(5)).isEqualTo(i);
        assertThat(rows.line(i)).isEqualTo(i);
      }
    }
  }

  @Test
  void a_row_may_be_larger_than_what_is_written_at_a_time() {
    RowCache cache = new RowCache(home, false);
    try (RowCache.Output output = written(cache, NAME, 3, 600_000)) {
      FiledRows rows = output.finish(0);
      List.of(2, 0, 1, 2).forEach(row -> expectRow(rows, row));
      assertThatThrownBy(() -> rows.line(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void a_file_that_has_changed_anywhere_is_not_used() throws IOException {
    RowCache cache = new RowCache(home, false);
    written(cache, NAME, 500, 20_000).finish(0); // three segments
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    List<Integer> places = new ArrayList<>(List.of(0, 15, 16, 20, 24, 28, 60, 4095, 4096));
    places.addAll(List.of(whole.length - 1, whole.length - 12, 4096 + (1 << 24), 5000));
    new Random(1).ints(10, 0, whole.length).forEach(places::add);
    for (int place : places) {
      flip(file, place);
      assertThat(refusal(cache, 500, 20_000)).as("byte " + place).isNotEmpty();
      flip(file, place);
      assertThat(refusal(cache, 500, 20_000)).isEmpty();
    }
    for (int length : new int[] {0, 10, 4096, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(refusal(cache, 500, 20_000)).as("cut to " + length).isNotEmpty();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThat(refusal(cache, 500, 20_000))
        .contains("does not have the size that its header names");
    Files.write(file, whole);
    assertThat(refusal(cache, 499, 20_000)).contains("it holds other rows than its name says");
    Files.move(file, file.resolveSibling(KEY.replace('a', 'c') + "-train.rows"));
    assertThat(
            cache.find(
                new RowStorage.Name(Optional.of(KEY.replace('a', 'c')), "train", "rows.csv"),
                500,
                20_000,
                fault -> {}))
        .isEmpty();
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x10));
      channel.write(one.flip(), at);
    }
  }

  private static String refusal(RowCache cache, int rows, int width) {
    StringBuilder faults = new StringBuilder();
    Optional<RowCache.Found> found = cache.find(NAME, rows, width, faults::append);
    found.ifPresent(RowCache.Found::close);
    assertThat(found.isPresent()).isEqualTo(faults.length() == 0);
    return faults.toString();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("rows"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void what_is_not_finished_is_not_found_and_leaves_nothing() throws IOException {
    RowCache cache = new RowCache(home, false);
    try (RowCache.Output output = written(cache, NAME, 100, 50)) {
      assertThat(cache.find(NAME, 100, 50, fault -> {})).isEmpty();
      assertThat(cache.clear()).isEqualTo(new RowCache.Cleared(0, 0, 1));
      output.add(new float[50], 0, 1);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void rows_that_nobody_will_look_for_have_no_name_while_they_are_used() throws IOException {
    RowStorage.Name once = new RowStorage.Name(Optional.empty(), "labelled", "rows.csv");
    try (RowCache.Output output = written(new RowCache(home, false), once, 100, 50)) {
      FiledRows rows = output.finish(0);
      assertThat(files()).isEmpty();
      expectRow(rows, 99);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void what_a_process_that_is_gone_has_left_is_removed() throws IOException {
    RowCache cache = new RowCache(home, false);
    written(cache, NAME, 1, 1).finish(0);
    Path left = cache.folder().resolve(KEY + "-test.rows.1.tmp-999999999");
    Path present =
        cache.folder().resolve(KEY + "-test.rows.1.tmp-" + ProcessHandle.current().pid());
    Files.writeString(left, "left");
    Files.writeString(present, "being written");
    written(cache, NAME, 1, 1).finish(0);
    assertThat(files()).hasSize(2).contains(present).doesNotContain(left);
    assertThat(cache.entries()).hasSize(1);
  }

  @Test
  void a_file_in_use_is_not_removed() throws IOException {
    RowCache cache = new RowCache(home, true);
    written(cache, NAME, 10, 10).close();
    RowCache.Output writing = written(cache, NAME, 10, 10);
    FiledRows rows = writing.finish(0);
    assertThat(cache.entries().get(0).inUse()).isTrue();
    assertThat(cache.clear()).isEqualTo(new RowCache.Cleared(0, 0, 1));
    expectRow(rows, 3);
    writing.close();
    assertThat(cache.entries().get(0).inUse()).isFalse();
    assertThat(cache.entries().get(0).table()).isEqualTo("rows.csv");
    assertThat(cache.clear().files()).isOne();
    assertThat(files()).isEmpty();
  }

  @Test
  void a_folder_that_others_may_write_to_is_refused() throws IOException {
    RowCache cache = new RowCache(home, false);
    written(cache, NAME, 10, 10).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.folder())))
        .isEqualTo("rwx------");
    Files.setPosixFilePermissions(cache.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> cache.create(NAME, 10, 10))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("may be written to by other users")
        .hasMessageContaining("HEADTUNE_CACHE");
  }

  @Test
  void rows_for_which_the_disk_has_no_room_are_refused_before_they_are_written()
      throws IOException {
    assertThatThrownBy(() -> new RowCache(home, false).create(NAME, Integer.MAX_VALUE, 1 << 24))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("are free on its disk");
    assertThat(files()).isEmpty();
  }
}
