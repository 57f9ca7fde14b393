package org.headtune.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.headtune.report.Curves.Chart;
import org.headtune.report.ReportData.LayerCurve;

/**
 * How the training of each layer went.
 *
 * @param charts as SVG
 */
record HealthMaps(List<Chart> charts) {
  /** A page stays small enough for any browser. */
  private static final int MOST_CELLS = 1500;

  private static final int MOST_COLUMNS = 60;
  private static final int FEWEST_COLUMNS = 12;

  static HealthMaps of(List<LayerCurve> layers) {
    List<Chart> charts = new ArrayList<>();
    add(charts, "Gradient norm", layers, LayerCurve::gradientNorm, HeatMap::magnitudes);
    add(charts, "Update over weight", layers, LayerCurve::updateRatio, HeatMap::magnitudes);
    add(charts, "Dead units", layers, LayerCurve::deadUnits, HeatMap::shares);
    return new HealthMaps(charts);
  }

  boolean present() {
    return !charts.isEmpty();
  }

  private interface Drawing {
    String svg(String title, int[] epochs, List<HeatMap.Row> rows);
  }

  private static void add(
      List<Chart> charts,
      String title,
      List<LayerCurve> layers,
      Function<LayerCurve, List<Double>> numbers,
      Drawing drawing) {
    List<LayerCurve> known =
        layers.stream()
            .filter(layer -> numbers.apply(layer).stream().anyMatch(Double::isFinite))
            .toList();
    if (known.isEmpty()) {
      return;
    }
    int[] columns = columns(numbers.apply(known.get(0)).size(), known.size());
    List<HeatMap.Row> rows =
        known.stream()
            .map(
                layer ->
                    new HeatMap.Row(
                        layer.layer(),
                        IntStream.of(columns).mapToObj(numbers.apply(layer)::get).toList()))
            .toList();
    int[] epochs = IntStream.of(columns).map(column -> column + 1).toArray();
    charts.add(new Chart(title, List.of(), drawing.svg(title, epochs, rows)));
  }

  /** The epochs that find room, the first and the last among them. */
  private static int[] columns(int epochs, int layers) {
    int room = Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, MOST_CELLS / layers));
    return epochs <= room
        ? IntStream.range(0, epochs).toArray()
        : IntStream.range(0, room).map(i -> (int) ((long) i * (epochs - 1) / (room - 1))).toArray();
  }
}
