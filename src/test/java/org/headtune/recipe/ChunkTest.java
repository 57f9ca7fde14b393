package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.headtune.Place;
import org.junit.jupiter.api.Test;

final class ChunkTest {
  private static int rows(String... cells) {
    Chunk chunk = new Chunk(1, 2, Optional.empty(), Optional.empty());
    chunk.clear();
    while (!chunk.isFull()) {
      chunk.addGood(Place.of("rows.csv", 2), List.of(cells), List.of());
    }
    return chunk.size();
  }

  @Test
  void rows_with_long_texts_to_carry_through_are_fewer() {
    assertThat(rows()).isEqualTo(4096);
    assertThat(rows("short", "as cells are")).isEqualTo(4096);
    assertThat(rows("a".repeat(1_000_000), "b")).isEqualTo(1);
  }
}
