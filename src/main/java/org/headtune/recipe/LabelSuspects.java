package org.headtune.recipe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.config.DataConfig;
import org.headtune.data.FirstCells;
import org.headtune.data.Prepared;
import org.headtune.evaluation.ConfidentLearning.Suspect;
import org.headtune.report.DataReport;

/**
 * Training rows whose label is probably wrong, with what a person needs to look them up.
 *
 * @param rows how many were judged
 * @param folds how many models judged a part of them each
 * @param passes of each model over the other rows
 * @param suspects how many there are
 * @param listed the first of them, those first whose label lies farthest behind
 */
record LabelSuspects(int rows, int folds, int passes, int suspects, List<Listed> listed) {
  private static final int MOST_LISTED = 1_000;
  private static final int MOST_SHOWN = 200;
  private static final int MOST_LINES = 20;

  LabelSuspects {
    listed = List.copyOf(listed);
  }

  /**
   * One of them.
   *
   * @param row its number among the training rows
   * @param place its file and line
   * @param label the class that it bears
   * @param suggested the class that it probably has
   * @param probability of {@code suggested}, 0 to 1
   * @param ofLabel the probability of {@code label}
   * @param cells the first ones
   */
  record Listed(
      int row,
      Place place,
      String label,
      String suggested,
      double probability,
      double ofLabel,
      String cells) {}

  /**
   * Looks the first suspects up.
   *
   * @param chosen the numbers of the judged rows among the training rows
   */
  static LabelSuspects of(
      DataConfig config,
      Prepared data,
      int[] chosen,
      int folds,
      int passes,
      List<Suspect> suspects) {
    List<Suspect> first = suspects.subList(0, Math.min(MOST_LISTED, suspects.size()));
    Map<Integer, Place> places =
        data.parts()
            .places("train", first.stream().map(s -> chosen[s.row()]).collect(Collectors.toSet()));
    Map<Place, String> cells = FirstCells.of(config, data.layout(), new HashSet<>(places.values()));
    List<String> names = data.classes().names();
    List<Listed> listed = new ArrayList<>();
    for (Suspect suspect : first) {
      int row = chosen[suspect.row()];
      listed.add(
          new Listed(
              row,
              places.get(row),
              names.get(suspect.given()),
              names.get(suspect.suggested()),
              suspect.probability(),
              suspect.ofGiven(),
              cells.getOrDefault(places.get(row), "")));
    }
    return new LabelSuspects(chosen.length, folds, passes, suspects.size(), listed);
  }

  /** What was done and found, in a sentence. */
  String sentence() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d training rows bear a label that models which have not seen them do not believe: %d"
            + " models, each trained on the other rows for %d epoch%s",
        suspects,
        rows,
        folds,
        passes,
        passes == 1 ? "" : "s");
  }

  /** A line for each of the first suspects; nothing if there are none. */
  String text() {
    if (listed.isEmpty()) {
      return "";
    }
    TextColumns table =
        new TextColumns("suspect label", "", ">probability", "rather", ">probability", "cells");
    for (Listed one : listed.subList(0, Math.min(MOST_LINES, listed.size()))) {
      table.row(
          one.place().toString(),
          Text.printable(one.label()),
          probability(one.ofLabel()),
          Text.printable(one.suggested()),
          probability(one.probability()),
          one.cells());
    }
    int more = suspects - MOST_LINES;
    return "\n"
        + table.text()
        + (more > 0
            ? String.format(
                Locale.ROOT,
                "%,d more; --html shows %d, --json has %,d%n",
                more,
                Math.min(suspects, MOST_SHOWN),
                listed.size())
            : "");
  }

  private static String probability(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** The same for a page. */
  DataReport.Suspects report(Prepared data) {
    RowImages images = RowImages.of(data.columns(), data.train()).small();
    return new DataReport.Suspects(
        sentence(),
        listed.stream()
            .limit(MOST_SHOWN)
            .map(
                one ->
                    new DataReport.Suspect(
                        one.place().toString(),
                        one.label(),
                        one.ofLabel(),
                        one.suggested(),
                        one.probability(),
                        one.cells(),
                        images.of(data.train(), one.row())))
            .toList());
  }
}
