package org.headtune.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headtune.UserError;
import org.headtune.artifact.Json;
import org.headtune.artifact.RowFileSection;
import org.headtune.config.ConfigFile;
import org.headtune.config.RunConfig;
import org.headtune.data.EncodedFile;
import org.headtune.data.FileEncoding;
import org.headtune.data.FittedColumns;
import org.headtune.data.TableFile;

/** Encodes files of a run's training table on another machine. */
public final class RemoteEncoding {
  private RemoteEncoding() {}

  /**
   * Encodes one file into its place in the files of rows. Done twice, even at the same time, it
   * writes the same bytes there.
   *
   * @throws UserError if a file cannot be read or written on this machine, or has changed
   */
  public static EncodedFile encode(EncodingJob job, TableFile file) {
    RunConfig config = ConfigFile.parse("config.yaml", job.config(), List.of()).config();
    FittedColumns columns = Json.parse(job.columns(), FittedColumns.class);
    List<RowFileSection> sections = new ArrayList<>();
    try {
      for (int i = 0; i < job.rows().size(); i++) {
        sections.add(
            new RowFileSection(Path.of(job.rows().get(i)), file.first()[i], columns.width()));
      }
      EncodedFile done =
          FileEncoding.encode(
              file, config.data(), Objective.needsLabels(config), columns, sections);
      sections.forEach(RowFileSection::finish);
      return done;
    } finally {
      sections.forEach(RowFileSection::close);
    }
  }
}
