package org.headtune.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;

/** Fits a column of categories or truth values. */
final class TextFit implements ColumnFit {
  private final ColumnPlan plan;
  private final TextTable texts = new TextTable();
  private int[] counts = new int[16];

  TextFit(ColumnPlan plan) {
    this.plan = plan;
  }

  @Override
  public String fault(Row row) {
    if (plan.type() == ColumnType.CATEGORICAL || CellEncoder.truth(row.text(plan.index())) >= 0) {
      return null;
    }
    return Text.quoted(row.text(plan.index()))
        + " is neither true nor false (yes and no, t and f, y and n, 1 and 0 will do); if it means"
        + " `missing`, add it to data.missing_tokens, else set the column's type to categorical";
  }

  @Override
  public void learn(Row row) {
    int index = row.addTo(texts, plan.index());
    if (index >= counts.length) {
      counts = Arrays.copyOf(counts, 2 * counts.length);
    }
    counts[index]++;
  }

  @Override
  public boolean empty() {
    return texts.size() == 0;
  }

  @Override
  public FittedColumn fitted() {
    List<String> all = texts.texts().stream().sorted(ClassNames::compareCodePoints).toList();
    MissingPolicy missing = plan.missing();
    if (missing == MissingPolicy.CONSTANT && plan.constant().isEmpty()) {
      missing = MissingPolicy.FAIL;
    }
    boolean fills = missing.fills();
    String value =
        !fills ? "" : missing == MissingPolicy.CONSTANT ? plan.constant().orElseThrow() : mode(all);
    return plan.type() == ColumnType.CATEGORICAL
        ? categories(missing, value, all)
        : new FittedColumn.TrueFalse(plan.name(), missing, fills && truth(value));
  }

  private FittedColumn categories(MissingPolicy missing, String value, List<String> all) {
    int least = plan.categories().minRows();
    List<String> frequent = all.stream().filter(text -> counts[texts.add(text)] >= least).toList();
    if (frequent.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          String.format(
              Locale.ROOT,
              "column %s: no value stands in %,d training rows or more, which is its min_rows; set it"
                  + " lower, or the column's type to ignore",
              Text.quoted(plan.name()),
              least));
    }
    if (plan.categories().vector().isEmpty()) {
      return new FittedColumn.Categorical(plan.name(), missing, value, frequent);
    }
    int shared = frequent.size() < all.size() ? 1 : 0;
    Bag bag = new Bag(frequent.size() + shared, 1, plan.categories().vector().get());
    return new FittedColumn.CategoryVector(plan.name(), missing, value, frequent, bag);
  }

  /** The most frequent text; of equals the first by code point. */
  private String mode(List<String> categories) {
    String best = categories.get(0);
    for (String category : categories) {
      best = counts[texts.add(category)] > counts[texts.add(best)] ? category : best;
    }
    return best;
  }

  private boolean truth(String value) {
    int truth = CellEncoder.truth(value);
    if (truth < 0) {
      throw new UserError(
          ExitCode.DATA,
          String.format(
              Locale.ROOT,
              "the constant %s of the boolean column %s is neither true nor false",
              Text.quoted(value),
              Text.quoted(plan.name())));
    }
    return truth == 1;
  }
}
