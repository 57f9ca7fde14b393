package org.headtune.recipe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.VectorFile;
import org.headtune.data.RowSource;
import org.headtune.data.Tables;
import org.headtune.model.Embedding;

/**
 * What the layers of a model below its head give for the rows of a table, of any length in constant
 * memory.
 */
public final class Embed {
  private static final String NUMPY = ".npy";

  private final Story story;
  private final Clock clock;
  private final InputStream in;
  private final OutputStream out;

  /**
   * What is computed, and where it is written.
   *
   * @param model a run folder or a model zip, also of a model that has learnt without labels
   * @param input file of rows, or {@code -}
   * @param form how the rows are laid out
   * @param output a file, NumPy's if its name ends so and CSV else; or {@code -} for CSV
   * @param onError what becomes of a faulty row
   * @param computing where
   */
  public record Request(
      Path model,
      String input,
      TableForm form,
      String output,
      Predict.OnError onError,
      Computing computing) {

    private boolean isNumpy() {
      return output.toLowerCase(Locale.ROOT).endsWith(NUMPY);
    }
  }

  public Embed(Story story, Clock clock, InputStream in, OutputStream out) {
    this.story = story;
    this.clock = clock;
    this.in = in;
    this.out = out;
  }

  /** Computes the vectors of all rows. */
  public void run(Request request) {
    Instant began = clock.instant();
    try (CheckedModel checked = ModelZip.check(request.model());
        RowSource source = open(request, checked)) {
      Predict.requireApart(request.input(), checked, request.output());
      ChunkReader reader =
          new ChunkReader(
              story,
              source,
              checked.card(),
              List.of(),
              request.onError(),
              Optional.empty(),
              Optional.empty());
      request.computing().start();
      try (Embedding embedding = Embedding.of(checked.load().graph(), checked.card().input())) {
        write(request, embedding.width(), sink -> compute(reader, embedding, sink));
        reader.drift().ifPresent(story::warning);
        story.note(
            String.format(
                Locale.ROOT,
                "%,d rows of %,d numbers each%s in %.1f s",
                reader.good(),
                embedding.width(),
                reader.faultyText(),
                Math.max(0, Duration.between(began, clock.instant()).toMillis()) / 1e3));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RowSource open(Request request, CheckedModel checked) {
    return request.input().equals(Predict.STANDARD_STREAM)
        ? Tables.open("stdin", in, request.form().layout(checked.card()))
        : Tables.open(Path.of(request.input()), request.form().layout(checked.card()));
  }

  private void write(Request request, int width, VectorFile.Vectors vectors) throws IOException {
    if (request.isNumpy()) {
      VectorFile.npy(Path.of(request.output()), width, vectors);
    } else if (request.output().equals(Predict.STANDARD_STREAM)) {
      OutputStream buffered = new BufferedOutputStream(out);
      VectorFile.csv(buffered, width, vectors);
      buffered.flush();
    } else {
      AtomicFile.write(Path.of(request.output()), to -> VectorFile.csv(to, width, vectors));
    }
  }

  private static void compute(ChunkReader reader, Embedding embedding, VectorFile.Sink sink)
      throws IOException {
    Chunk chunk = reader.chunk();
    int width = embedding.width();
    float[] vectors = {};
    for (reader.fill(chunk); !chunk.isEmpty(); reader.fill(chunk)) {
      if (vectors.length < chunk.good() * width) {
        vectors = new float[chunk.good() * width];
      }
      embedding.of(chunk.features(), chunk.good(), vectors);
      int next = 0;
      for (int row = 0; row < chunk.size(); row++) {
        if (chunk.isFaulty(row)) {
          sink.addMissing();
        } else {
          sink.add(vectors, next * width);
          next++;
        }
      }
    }
  }
}
