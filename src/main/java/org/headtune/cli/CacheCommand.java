package org.headtune.cli;

import java.util.concurrent.Callable;
import org.headtune.recipe.Cache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headtune cache}. */
@Command(
    name = "cache",
    description = "Shows the encoded rows that earlier runs have left for later ones.",
    footer = {
      "",
      "They are in the folder that HEADTUNE_CACHE names, else in $XDG_CACHE_HOME/headtune or",
      "~/.cache/headtune. See docs/memory.md."
    })
final class CacheCommand implements Callable<Integer> {
  private final Outside outside;

  @Option(names = "--clear", description = "Removes those that no process uses.")
  private boolean clear;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  CacheCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    return Results.print(
        outside, clear ? Cache.clear(outside.cache()) : Cache.show(outside.cache()), json);
  }
}
