package org.headtune.data;

import org.headtune.config.TokensConfig;

/** Fits a column of texts that are sequences of tokens: which tokens there are. */
final class TokensFit implements ColumnFit {
  private final ColumnPlan plan;
  private final TokensConfig config;
  private final PairLearner learner = new PairLearner();
  private int longest; // bytes of a text

  TokensFit(ColumnPlan plan) {
    this.plan = plan;
    config = plan.tokens();
  }

  @Override
  public String fault(Row row) {
    return null;
  }

  @Override
  public void learn(Row row) {
    int from = row.from(plan.index());
    int to = row.to(plan.index());
    if (config.lowerCase()) {
      byte[] text = TokenSequence.folded(row.text(plan.index()), true);
      learner.learn(text, 0, text.length);
      longest = Math.max(longest, text.length);
    } else {
      learner.learn(row.bytes(), from, to);
      longest = Math.max(longest, to - from);
    }
  }

  @Override
  public boolean empty() {
    return learner.empty();
  }

  /** A text has no more tokens than bytes, so that short texts leave room unused. */
  @Override
  public FittedColumn fitted() {
    long[] merges = learner.merges(config.vocabulary() - Tokenizer.SMALLEST);
    int length = (int) Math.min(longest + 1L, config.length().orElse(TokensConfig.LENGTH));
    return new TokenSequence(
        plan.name(),
        plan.missing(),
        config.lowerCase(),
        Merges.text(merges),
        new Bag(
            Tokenizer.SMALLEST + merges.length,
            length,
            config.vector().orElse(TokensConfig.VECTOR)),
        plan.beside());
  }
}
