package org.headtune.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.headtune.Place;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumns;
import org.headtune.evaluation.Mistake;
import org.headtune.evaluation.RowResults;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.report.Raster;
import org.headtune.report.ReportData;

/**
 * The most confident mistakes, with what a person needs to look them up.
 *
 * @param places of rows
 * @param images from a row's number to those that are worth a look
 * @param spokeFor from a row's number to what spoke for the wrong class
 */
record SurestMistakes(
    Places places, IntFunction<List<Raster>> images, IntFunction<String> spokeFor) {
  private static final int MOST = 20;

  /** Knows where rows stand. */
  interface Places {
    /** File and line of some rows, by their numbers. */
    Map<Integer, Place> of(Set<Integer> rows);
  }

  /** Among rows that were made of such columns. */
  static SurestMistakes of(
      Places places, Examples rows, FittedColumns columns, SoftmaxClassifier model) {
    RowImages images = RowImages.of(columns, rows).small();
    Optional<SpokeFor> spokeFor = SpokeFor.of(model, rows, columns);
    return new SurestMistakes(
        places,
        row -> images.of(rows, row),
        row -> spokeFor.map(found -> found.of(row)).orElse(""));
  }

  /** Among rows of which only the places are known. */
  static SurestMistakes of(Places places) {
    return new SurestMistakes(places, row -> List.of(), row -> "");
  }

  /** The surest first. */
  List<ReportData.Wrong> among(RowResults results) {
    List<Mistake> worst = Mistake.mostConfident(results, MOST);
    Map<Integer, Place> found =
        places.of(worst.stream().map(Mistake::row).collect(Collectors.toSet()));
    return worst.stream()
        .map(
            mistake ->
                new ReportData.Wrong(
                    found.get(mistake.row()).toString(),
                    mistake.truth(),
                    mistake.predicted(),
                    mistake.confidence(),
                    images.apply(mistake.row()),
                    spokeFor.apply(mistake.row())))
        .toList();
  }
}
