package org.headtune.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with a small table and configs of runs over it, which a batch does. */
record BatchPlace(Path folder) {

  static BatchPlace in(Path folder) throws IOException {
    ResumeTest.place(folder);
    return new BatchPlace(folder);
  }

  /**
   * Writes a config with a seed of its own whose run goes to a folder of its name.
   *
   * @param changes a text and what stands in its place, in turn
   */
  String config(String name, int seed, String... changes) throws IOException {
    String text =
        ResumeTest.CONFIG.formatted(
            folder.resolve("train.csv"), ResumeTest.LAYERS, folder.resolve(name));
    text = text.replace("  epochs: 4\n", "  epochs: 4\n  seed: " + seed + "\n");
    for (int i = 0; i < changes.length; i += 2) {
      text = text.replace(changes[i], changes[i + 1]);
    }
    return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
  }

  /** Writes the config of a run that fine-tunes another one of this folder. */
  String child(String name, String parent, String training) throws IOException {
    String text =
        """
        from: '%s'
        data: {train: '%s', label: label, validation_split: 0.2}
        training: %s
        finetune: {freeze: none}
        output: '%s'
        """
            .formatted(
                folder.resolve(parent),
                folder.resolve("train.csv"),
                training,
                folder.resolve(name));
    return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
  }

  /** The words of a batch whose own folder is {@code batch}. */
  String[] batch(String... words) {
    List<String> all = new ArrayList<>(List.of("batch", "-o", folder.resolve("batch").toString()));
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }

  SavedRun run(String name) {
    return new SavedRun(folder.resolve(name));
  }
}
