package org.headtune.recipe;

import java.util.List;
import java.util.Optional;
import org.headtune.artifact.LoadedModel;
import org.headtune.artifact.ModelCard;
import org.headtune.data.RowSource;
import org.headtune.data.TokenSequence;
import org.headtune.data.Tokenizer;
import org.headtune.evaluation.AnswersEvaluation;
import org.headtune.model.FeatureTable;
import org.headtune.model.Pretext;
import org.headtune.model.PretextScore;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.TrainingRules;
import org.headtune.training.NextSteps;

/**
 * A model that tells the next token of a text.
 *
 * @param column the texts, as tokens
 */
record LanguageModel(TokenSequence column) {
  private static final String OBJECTIVE = "next_token";

  /** The model as what it is; empty if it has learnt something else. */
  static Optional<LanguageModel> of(ModelCard card) {
    return OBJECTIVE.equals(card.objective())
            && card.columns().columns().get(0) instanceof TokenSequence column
        ? Optional.of(new LanguageModel(column))
        : Optional.empty();
  }

  /** How well the tokens of all texts of a source are told, each by those before it. */
  AnswersEvaluation judge(Story story, RowSource source, LoadedModel loaded) {
    NextSteps views = new NextSteps(column.bag().length(), Tokenizer.END);
    ChunkReader reader =
        new ChunkReader(
            story,
            source,
            loaded.card(),
            List.of(),
            Predict.OnError.FAIL,
            Optional.empty(),
            Optional.empty());
    PretextScore score = PretextScore.NONE;
    try (SoftmaxClassifier network = SoftmaxClassifier.of(loaded.graph(), loaded.card().input())) {
      network.train(
          TrainingRules.PLAIN.with(
              new Pretext.Entries(column.bag().entries(), true, Optional.empty())));
      Chunk chunk = reader.chunk();
      for (reader.fill(chunk); !chunk.isEmpty(); reader.fill(chunk)) {
        FeatureTable rows = FeatureTable.of(chunk.features(), loaded.card().columns().width());
        score =
            score.plus(
                network.score(
                    views.of(rows, NextSteps.JUDGED),
                    views.asked(rows, NextSteps.JUDGED),
                    0,
                    chunk.good()));
      }
    }
    return Judge.answers(score, Math.toIntExact(reader.good()));
  }
}
