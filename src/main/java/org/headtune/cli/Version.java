package org.headtune.cli;

import org.headtune.recipe.Tool;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "headtune " + Tool.version(),
      "Deeplearning4j " + Tool.DL4J_VERSION + ", Java " + Runtime.version()
    };
  }
}
