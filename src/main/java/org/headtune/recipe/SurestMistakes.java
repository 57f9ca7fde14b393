package org.headtune.recipe;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
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
 * @param file where the rows stand
 * @param lines from a row's number to its line
 * @param images from a row's number to those that are worth a look
 * @param spokeFor from a row's number to what spoke for the wrong class
 */
record SurestMistakes(
    String file,
    IntToLongFunction lines,
    IntFunction<List<Raster>> images,
    IntFunction<String> spokeFor) {
  private static final int MOST = 20;

  /** Among rows that were made of such columns. */
  static SurestMistakes of(
      String file, Examples rows, FittedColumns columns, SoftmaxClassifier model) {
    RowImages images = RowImages.of(columns, rows).small();
    Optional<SpokeFor> spokeFor = SpokeFor.of(model, rows, columns);
    return new SurestMistakes(
        file,
        rows::line,
        row -> images.of(rows, row),
        row -> spokeFor.map(found -> found.of(row)).orElse(""));
  }

  /** Among rows of which only the lines are known. */
  static SurestMistakes of(String file, IntToLongFunction lines) {
    return new SurestMistakes(file, lines, row -> List.of(), row -> "");
  }

  /** The surest first. */
  List<ReportData.Wrong> among(RowResults results) {
    return Mistake.mostConfident(results, MOST).stream()
        .map(
            mistake ->
                new ReportData.Wrong(
                    Place.of(file, lines.applyAsLong(mistake.row())).toString(),
                    mistake.truth(),
                    mistake.predicted(),
                    mistake.confidence(),
                    images.apply(mistake.row()),
                    spokeFor.apply(mistake.row())))
        .toList();
  }
}
