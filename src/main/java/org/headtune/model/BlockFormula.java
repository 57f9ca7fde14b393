package org.headtune.model;

/** What {@link TransformerBlock} computes. */
final class BlockFormula implements StepsFormula {
  private final Numbers numbers;
  private final double dropped;
  private final NormFormula attentionNorm;
  private final LinearFormula attention;
  private final HeadsFormula heads;
  private final LinearFormula join;
  private final NormFormula forwardNorm;
  private final LinearFormula wide;
  private final LinearFormula narrow;
  private double[][] sums;
  private double[][] firstKept;
  private double[][] secondKept;

  /**
   * @param parameters in their order
   */
  BlockFormula(TransformerBlock block, double[] parameters) {
    int width = Math.toIntExact(block.getNOut());
    numbers = new Numbers(parameters);
    dropped = block.getDropped();
    attentionNorm = new NormFormula(numbers, width);
    attention = new LinearFormula(numbers, width, 3 * width);
    heads = new HeadsFormula(width, block.getHeads(), block.isCausal());
    join = new LinearFormula(numbers, width, width);
    forwardNorm = new NormFormula(numbers, width);
    wide = new LinearFormula(numbers, width, block.getFeedForward());
    narrow = new LinearFormula(numbers, block.getFeedForward(), width);
  }

  @Override
  public double[][] forward(double[][] x, Chance chance) {
    int width = x.length == 0 ? 0 : x[0].length;
    firstKept = kept(x.length, width, chance);
    secondKept = kept(x.length, width, chance);
    double[][] attended =
        join.forward(heads.forward(attention.forward(attentionNorm.forward(x, null), null)), null);
    double[][] y = sum(x, product(firstKept, attended));
    sums = wide.forward(forwardNorm.forward(y, null), null);
    double[][] activated = new double[sums.length][];
    for (int t = 0; t < sums.length; t++) {
      activated[t] = sums[t].clone();
      for (int i = 0; i < activated[t].length; i++) {
        activated[t][i] = Gelu.value(sums[t][i]);
      }
    }
    return sum(y, product(secondKept, narrow.forward(activated, null)));
  }

  @Override
  public double[][] backward(double[][] dz) {
    double[][] dSums = narrow.backward(product(secondKept, dz));
    for (int t = 0; t < dSums.length; t++) {
      for (int i = 0; i < dSums[t].length; i++) {
        dSums[t][i] *= Gelu.slope(sums[t][i]);
      }
    }
    double[][] dy = sum(dz, forwardNorm.backward(wide.backward(dSums)));
    double[][] dContexts = join.backward(product(firstKept, dy));
    return sum(dy, attentionNorm.backward(attention.backward(heads.backward(dContexts))));
  }

  @Override
  public double[] gradients() {
    return numbers.gradients();
  }

  /** What each value is multiplied by. */
  private double[][] kept(int steps, int width, Chance chance) {
    double[][] kept = new double[steps][width];
    for (double[] step : kept) {
      for (int i = 0; i < width; i++) {
        step[i] = chance == null ? 1 : chance.next() < dropped ? 0 : 1 / (1 - dropped);
      }
    }
    return kept;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    for (int t = 0; t < a.length; t++) {
      sum[t] = a[t].clone();
      for (int i = 0; i < sum[t].length; i++) {
        sum[t][i] += b[t][i];
      }
    }
    return sum;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[a.length][];
    for (int t = 0; t < a.length; t++) {
      product[t] = a[t].clone();
      for (int i = 0; i < product[t].length; i++) {
        product[t][i] *= b[t][i];
      }
    }
    return product;
  }
}
