package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.headtune.backend.Memory;
import org.junit.jupiter.api.Test;

/** Batches of so many numbers that no array would have room for them. */
final class BatchRoomTest {
  private static Run check(String units, String more) {
    return Run.of(
        "check",
        "configs/iris.yaml",
        "--set",
        "model.layers=[{dense: {units: " + units + "}}]",
        "--set",
        more);
  }

  @Test
  void batches_that_have_no_room_in_an_array_are_refused() {
    assumeThat(Memory.available())
        .as("bytes of memory; a machine with less refuses such batches for that")
        .isGreaterThan(8L << 30);
    Run run = check("6000000", "training.batch_size=200");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "dense_1 gives 6,000,000 numbers for each of the 99 rows of a batch, together more than"
                + " the 536,870,911 that can be computed at once; set training.batch_size to 89 or"
                + " less, and training.accumulate for updates by as many rows");
  }

  /** Of what is asked for, a batch has the rows that there are. */
  @Test
  void a_batch_of_all_rows_takes_no_memory_for_more() {
    Run few = check("5000", "training.batch_size=99");
    Run many = check("5000", "training.batch_size=1000000");
    assertThat(many.exit()).as(many.err()).isZero();
    assertThat(memory(many)).isEqualTo(memory(few)).contains("MB");
  }

  private static String memory(Run run) {
    return run.out().lines().filter(line -> line.contains("native memory")).findFirst().orElse("");
  }
}
