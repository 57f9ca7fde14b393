package org.headtune.recipe;

import org.headtune.config.ResolvedConfig;

/** Everything that can be said of a run before it starts. */
public final class Check {
  private final Story story;

  public Check(Story story) {
    this.story = story;
  }

  /** Reads config and data, and trains nothing. */
  public Outcome run(ResolvedConfig resolved) {
    story.note("checking " + resolved.file());
    return new Outcome(resolved.yaml(), "{}");
  }
}
