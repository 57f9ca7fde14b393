package org.headtune.model;

import java.nio.FloatBuffer;

/**
 * Examples together with what the frozen layers at the bottom of a network make of them, so that
 * this is computed once per row and not once per epoch. The numbers are, bit for bit, those that
 * training would compute for itself.
 */
public final class FeatureCache {
  private final FeatureTable examples;
  private final int rows;
  private final Storage storage;
  private FeatureTable cached;

  /** Where features are kept: memory, or a file. */
  @FunctionalInterface
  public interface Storage {

    /** Room for a table; what an earlier call gave is no longer used. */
    Room room(int rows, int width);
  }

  /** The rows of a table. */
  public interface Room {

    /** Sets a row from a place in a buffer: each row once, in their order. */
    void set(int row, FloatBuffer source, int at);

    /** Copies a row to a place in a buffer, once all are set. */
    void get(int row, FloatBuffer target, int at);
  }

  /**
   * @param examples encoded rows
   * @param rows how many, at least 1
   */
  public FeatureCache(FeatureTable examples, int rows, Storage storage) {
    this.examples = examples;
    this.rows = rows;
    this.storage = storage;
  }

  /** Keeps nothing: what frozen layers make of a row is computed whenever it is needed. */
  public static FeatureCache none(FeatureTable examples) {
    return new FeatureCache(examples, 0, null);
  }

  /**
   * The rows from which the present epoch is trained, or from which predictions are made in it:
   * features where there are frozen layers below the trained ones, the examples where there are
   * none. Features are computed when they are first asked for and again when a layer has joined the
   * training.
   *
   * @param classifier always the same one, its epoch begun
   */
  public FeatureTable rows(SoftmaxClassifier classifier) {
    int level = classifier.fixedLevel();
    if (level == 0 || storage == null) {
      return examples;
    }
    if (cached == null || cached.level() != level) {
      int width = classifier.featureWidth();
      cached = FeatureTable.of(storage.room(rows, width), width, level);
      classifier.features(examples, rows, cached);
    }
    return cached;
  }
}
