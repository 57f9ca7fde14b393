package org.headtune.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.headtune.evaluation.Importance;
import org.headtune.report.ImportanceReport.Patch;

/** The patches of an image, the stronger in colour the more they are worth. */
final class PatchMap {
  private static final double SIZE = 260;

  /** What is worth nothing is still seen to be there. */
  private static final double WEAKEST = 0.05;

  private PatchMap() {}

  /**
   * Draws the map.
   *
   * @param importances one for each patch, by its name
   */
  static String svg(String effect, List<Patch> patches, List<Importance> importances) {
    Map<String, Importance> byInput =
        importances.stream().collect(Collectors.toMap(Importance::input, one -> one));
    double largest = importances.stream().mapToDouble(Importance::importance).max().orElse(0);
    int height = patches.stream().mapToInt(Patch::bottom).max().orElse(1);
    int width = patches.stream().mapToInt(Patch::right).max().orElse(1);
    double pixel = SIZE / Math.max(height, width);
    Svg svg = new Svg(width * pixel, height * pixel, effect + ", by place in the image");
    for (Patch patch : patches) {
      double importance = byInput.get(patch.input()).importance();
      double share = largest > 0 ? Math.max(0, importance / largest) : 0;
      svg.add(
          "<rect class=\"heat\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
              + " fill=\"#2f6db5\" fill-opacity=\"%.2f\"><title>%s: %s</title></rect>",
          patch.left() * pixel,
          patch.top() * pixel,
          (patch.right() - patch.left()) * pixel - 1,
          (patch.bottom() - patch.top()) * pixel - 1,
          WEAKEST + (1 - WEAKEST) * share,
          patch.input(),
          Numbers.score(importance));
    }
    return svg.close();
  }
}
