package org.headtune.artifact;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that holds a run folder until it is killed. */
final class RunHolder {
  private RunHolder() {}

  public static void main(String... words) throws IOException, InterruptedException {
    try (RunFolder run = RunFolder.create(Path.of(words[0]), RunFolder.Earlier.REPLACED)) {
      run.write(RunFolder.CONFIG, "held");
      System.out.println("held");
      Thread.sleep(60_000);
    }
  }
}
