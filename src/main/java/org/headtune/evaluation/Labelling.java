package org.headtune.evaluation;

/** How many classes a row has. */
public enum Labelling {
  /** None that matters: the network learns something else about it. */
  NONE,
  /** Exactly one. */
  SINGLE,
  /** Any number, none included: each class is a question of its own. */
  MULTIPLE
}
