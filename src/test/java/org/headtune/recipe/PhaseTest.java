package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a thread is doing is told from its calls. */
final class PhaseTest {

  static Set<String> calls() {
    return Phase.calls().keySet();
  }

  /** Or a phase would silently become "other" when a method gets another name. */
  @ParameterizedTest
  @MethodSource("calls")
  void a_call_that_begins_a_phase_is_there(String call) throws ClassNotFoundException {
    int dot = call.lastIndexOf('.');
    Class<?> owner = Class.forName("org.headtune." + call.substring(0, dot));
    String method = call.substring(dot + 1);
    if (!method.equals("*")) {
      assertThat(Arrays.stream(owner.getDeclaredMethods()).map(one -> one.getName()))
          .contains(method);
    }
  }

  /** Calls from the outermost to the innermost. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          READING    | data.Preparation.prepare data.InputFile.read data.InputFile.next data.CsvRecords.next
          COLUMNS    | data.Preparation.prepare data.InputFile.read data.Profiling.accept
          ENCODING   | data.Preparation.encoded data.InputFile.read data.TrainingRows$Encoding.accept
          BATCHES    | training.TrainingLoop.update model.Engine.fit model.Entrance.enter
          FROZEN     | training.TrainingLoop.update model.Entrance.enter model.Prefix.compute
          FORWARD    | model.Engine.fit model.Engine.differentiate model.Chain.forward model.DenseLink.forward
          BACKWARD   | model.Engine.fit model.Engine.differentiate model.SoftmaxHead.differentiate
          UPDATE     | model.Engine.fit model.Engine.update model.Updates.apply
          EVALUATION | recipe.TrainingDiary.afterEpoch recipe.TrainingDiary.judge model.Entrance.enter model.Chain.forward
          CHECKPOINTS| recipe.TrainingDiary.afterBatch recipe.TrainingDiary.save artifact.RunFolder.checkpoints
          WRITING    | recipe.TrainingRun.finish recipe.RunRecord.write model.Chain.forward
          OTHER      | recipe.TrainingRun.finish
          """)
  void the_innermost_call_counts_but_for_phases_that_hold_others(Phase phase, String calls) {
    String[] outermostFirst = calls.split(" ", -1);
    StackTraceElement[] stack = new StackTraceElement[outermostFirst.length];
    for (int i = 0; i < stack.length; i++) {
      String call = outermostFirst[i];
      int dot = call.lastIndexOf('.');
      stack[stack.length - 1 - i] =
          new StackTraceElement(
              "org.headtune." + call.substring(0, dot), call.substring(dot + 1), null, 1);
    }
    assertThat(Phase.of(stack)).isEqualTo(phase);
  }

  @Test
  void what_was_looked_at_adds_up_to_the_time_on_the_clock() throws InterruptedException {
    Clock clock = Clock.systemUTC();
    long begin = clock.millis();
    PhaseSampler sampler = new PhaseSampler(clock);
    Thread.sleep(100);
    sampler.mark();
    Thread.sleep(200);
    sampler.close();
    long end = clock.millis();
    Thread.sleep(50);
    double sum =
        sampler.sections().stream()
            .map(Map::values)
            .flatMap(seconds -> seconds.stream())
            .collect(Collectors.summingDouble(Double::doubleValue));
    assertThat(sum).isBetween(0.3, (end - begin + 1) / 1e3);
    assertThat(sampler.sections().get(0).get(Phase.OTHER)).isGreaterThanOrEqualTo(0.1);
    assertThat(sampler.sections().get(1).get(Phase.OTHER)).isGreaterThanOrEqualTo(0.2);
  }
}
