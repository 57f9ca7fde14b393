package org.headtune.data;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headtune.config.WordsConfig;

/** Fits a column of texts that are sequences of words: which words there are, and how many. */
final class WordsFit implements ColumnFit {
  private final ColumnPlan plan;
  private final Map<String, Integer> rowsOf = new HashMap<>();
  private int longest = 1;
  private boolean empty = true;

  WordsFit(ColumnPlan plan) {
    this.plan = plan;
  }

  @Override
  public String fault(Row row) {
    return null;
  }

  @Override
  public void learn(Row row) {
    List<String> words = NGrams.tokens(row.text(plan.index()), plan.words().lowerCase());
    Set.copyOf(words).forEach(word -> rowsOf.merge(word, 1, Integer::sum));
    longest = Math.max(longest, words.size());
    empty = false;
  }

  @Override
  public boolean empty() {
    return empty;
  }

  /** Of words that stand in as many rows, the first in the alphabet are kept. */
  @Override
  public FittedColumn fitted() {
    List<String> words =
        rowsOf.entrySet().stream()
            .filter(word -> word.getValue() >= plan.words().minRows())
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry::getKey, ClassNames::compareCodePoints))
            .limit(plan.words().vocabulary())
            .map(Map.Entry::getKey)
            .sorted(ClassNames::compareCodePoints)
            .toList();
    return new WordSequence(
        plan.name(),
        plan.missing(),
        plan.words().lowerCase(),
        words,
        new Bag(
            words.size() + 1,
            Math.min(longest, plan.words().length().orElse(WordsConfig.LENGTH)),
            plan.words().vector().orElse(WordsConfig.VECTOR)),
        plan.beside());
  }
}
