package org.headtune.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.Text;
import org.headtune.data.ClassNames;
import org.headtune.data.Examples;
import org.headtune.evaluation.Labelling;
import org.headtune.evaluation.Thresholds;
import org.headtune.model.SoftmaxClassifier;

/** From which probability on a row is given a class, found once the network is trained. */
final class ThresholdTuning {
  private static final int SHOWN = 20;

  private ThresholdTuning() {}

  /**
   * The thresholds of the classes, the best on the validation rows if the config has it so; nothing
   * where a row has one class.
   *
   * @param story is told of them
   */
  static List<Double> of(RunRecord run, SoftmaxClassifier model, Story story) {
    Examples rows = run.data().validation();
    if (run.labelling() != Labelling.MULTIPLE) {
      return List.of();
    } else if (!run.tunesThresholds()) {
      return run.untuned();
    } else if (rows.rows() == 0) {
      story.warning(
          "no validation rows to tune thresholds on: every class is given from a probability of"
              + " 0.5 on; set data.validation_split or data.validation");
      return run.untuned();
    }
    double[] standard = run.untuned().stream().mapToDouble(Double::doubleValue).toArray();
    double[] tuned = Thresholds.tune(Judge.predict(model, Judge.table(rows), rows, standard));
    story.note(
        String.format(
            Locale.ROOT,
            "thresholds tuned on the %,d validation rows, where metrics are now a little too good: %s",
            rows.rows(),
            words(run.data().classes(), tuned)));
    return Arrays.stream(tuned).boxed().toList();
  }

  private static String words(ClassNames classes, double[] thresholds) {
    return IntStream.range(0, Math.min(thresholds.length, SHOWN))
        .mapToObj(
            k ->
                String.format(
                    Locale.ROOT, "%s %.3f", Text.printable(classes.names().get(k)), thresholds[k]))
        .collect(Collectors.joining(", ", "", thresholds.length > SHOWN ? ", ..." : ""));
  }
}
