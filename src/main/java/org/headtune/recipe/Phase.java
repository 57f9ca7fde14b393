package org.headtune.recipe;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a run spends its time on, as {@link Bench} tells it. */
enum Phase {
  START("start of Java"),
  NATIVES("start of ND4J"),
  READING("reading"),
  COLUMNS("fitting columns"),
  ENCODING("encoding"),
  FIRST_WEIGHTS("first weights"),
  FROZEN("frozen layers"),
  BATCHES("batches"),
  FORWARD("forward"),
  BACKWARD("backward"),
  UPDATE("update"),
  EVALUATION("evaluation"),
  CHECKPOINTS("checkpoints"),
  WRITING("writing"),
  OTHER("other");

  /**
   * Which calls begin a phase: room, class and method, or {@code *} for all of them. A call that is
   * further in wins, but not within the last four.
   */
  private static final Map<String, Phase> CALLS = new LinkedHashMap<>();

  static {
    CALLS.put("recipe.JobSettings.startBackend", NATIVES);
    CALLS.put("data.Preparation.*", COLUMNS);
    CALLS.put("data.InputFile.open", READING);
    CALLS.put("data.InputFile.next", READING);
    CALLS.put("data.EncodingCrew.*", ENCODING);
    CALLS.put("data.RowChunk.*", ENCODING);
    CALLS.put("data.TrainingRows.*", ENCODING);
    CALLS.put("data.LabelledRows.*", ENCODING);
    CALLS.put("model.SoftmaxClassifier.create", FIRST_WEIGHTS);
    CALLS.put("model.SoftmaxClassifier.transfer", FIRST_WEIGHTS);
    CALLS.put("recipe.ParentModel.network", FIRST_WEIGHTS);
    CALLS.put("training.TrainingLoop.rows", BATCHES);
    CALLS.put("training.BatchOrder.*", BATCHES);
    CALLS.put("model.BatchLoss.of", BATCHES);
    CALLS.put("model.Entrance.*", BATCHES);
    CALLS.put("model.Prefix.compute", FROZEN);
    CALLS.put("model.Chain.forward", FORWARD);
    CALLS.put("model.Engine.differentiate", BACKWARD);
    CALLS.put("model.Engine.update", UPDATE);
    CALLS.put("model.Updates.*", UPDATE);
    CALLS.put("recipe.TrainingDiary.judge", EVALUATION);
    CALLS.put("recipe.TrainingRun.calibrate", EVALUATION);
    CALLS.put("recipe.ThresholdTuning.of", EVALUATION);
    CALLS.put("recipe.Findings.of", EVALUATION);
    CALLS.put("recipe.TrainingDiary.save", CHECKPOINTS);
    CALLS.put("recipe.RunRecord.write", WRITING);
    CALLS.put("artifact.RunFolder.*", WRITING);
  }

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  /** As a person reads it. */
  String word() {
    return word;
  }

  /** Whether the loop comes to it again and again. */
  boolean isOfLoop() {
    return compareTo(FROZEN) >= 0 && compareTo(UPDATE) <= 0;
  }

  /** Whether the rows of the data files go through it. */
  boolean isOfFiles() {
    return compareTo(READING) >= 0 && compareTo(ENCODING) <= 0;
  }

  /** Whether what is called in it belongs to it, whatever it is. */
  private boolean isClosed() {
    return compareTo(EVALUATION) >= 0 && compareTo(WRITING) <= 0;
  }

  /** The calls by which phases are told from each other. */
  static Map<String, Phase> calls() {
    return CALLS;
  }

  /**
   * What a thread is doing.
   *
   * @param stack of its calls, the innermost first
   */
  static Phase of(StackTraceElement[] stack) {
    Phase phase = OTHER;
    for (int i = stack.length - 1; i >= 0 && !phase.isClosed(); i--) {
      String owner = owner(stack[i].getClassName());
      Phase begun = CALLS.get(owner + stack[i].getMethodName());
      begun = begun == null ? CALLS.get(owner + "*") : begun;
      phase = begun == null ? phase : begun;
    }
    return phase;
  }

  /** Room and class, without classes within it, and a dot. */
  private static String owner(String name) {
    String rooms = "org.headtune.";
    int nested = name.indexOf('$');
    String outer = nested < 0 ? name : name.substring(0, nested);
    return (outer.startsWith(rooms) ? outer.substring(rooms.length()) : outer) + ".";
  }
}
