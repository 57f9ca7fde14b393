package org.headtune.data;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DataConfig.ImageConfig;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.DataConfig.SequenceConfig;
import org.headtune.config.DataConfig.Storage;
import org.headtune.config.DocumentsConfig;
import org.headtune.config.Scaling;
import org.headtune.config.SplitConfig;

/**
 * The section {@code data} with its defaults, except that no rows are held out; a test sets the
 * rest.
 */
final class Settings {
  final String train;
  List<String> more = List.of(); // training files
  Optional<String> trainLabels = Optional.empty();
  Optional<String> test = Optional.empty();
  Optional<Double> testSplit = Optional.empty();
  Optional<String> validation = Optional.empty();
  double validationSplit = 0;
  Optional<Integer> crossValidation = Optional.empty();
  Optional<SplitConfig> split = Optional.empty();
  Optional<String> label = Optional.of("label");
  Optional<String> labelSeparator = Optional.empty();
  FileFormat format = FileFormat.AUTO;
  Optional<DocumentsConfig> documents = Optional.empty();
  Optional<String> delimiter = Optional.empty();
  boolean header = true;
  Spelling spelling = Spelling.STANDARD;
  List<String> missingTokens = List.of();
  MissingPolicy missing = MissingPolicy.FAIL;
  boolean wasMissing = false;
  Scaling scaling = Scaling.STANDARD;
  final Map<String, ColumnConfig> columns = new HashMap<>();
  Optional<ImageConfig> image = Optional.empty();
  Optional<SequenceConfig> sequence = Optional.empty();
  long seed = 42;

  Settings(Path train) {
    this.train = train.toString();
  }

  Settings type(String column, ColumnType type) {
    columns.put(column, of(Optional.of(type), Optional.empty(), Optional.empty(), "", 0, 1));
    return this;
  }

  Settings missing(String column, MissingPolicy policy, String constant) {
    columns.put(
        column, of(Optional.empty(), Optional.of(policy), Optional.ofNullable(constant), "", 0, 1));
    return this;
  }

  Settings pattern(String column, String pattern) {
    columns.put(
        column,
        of(Optional.of(ColumnType.DATE), Optional.empty(), Optional.empty(), pattern, 0, 1));
    return this;
  }

  /** A column of categories with a vector of so many numbers, or an input each if it is 0. */
  Settings categories(String column, int vector, int minRows) {
    columns.put(
        column,
        of(
            Optional.of(ColumnType.CATEGORICAL),
            Optional.empty(),
            Optional.empty(),
            "",
            vector,
            minRows));
    return this;
  }

  private static ColumnConfig of(
      Optional<ColumnType> type,
      Optional<MissingPolicy> missing,
      Optional<String> constant,
      String pattern,
      int vector,
      int minRows) {
    return new ColumnConfig(
        type,
        missing,
        constant,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(pattern).filter(text -> !text.isEmpty()),
        Optional.of(vector).filter(numbers -> numbers > 0),
        Optional.of(minRows).filter(rows -> rows > 1),
        Optional.empty());
  }

  DataConfig config() {
    return new DataConfig(
        Stream.concat(Stream.of(train), more.stream()).toList(),
        trainLabels,
        test.map(List::of),
        Optional.empty(),
        testSplit,
        validation.map(List::of),
        Optional.empty(),
        validationSplit,
        crossValidation,
        split,
        label,
        labelSeparator,
        Map.of(),
        format,
        documents,
        spelling.encoding(),
        delimiter,
        spelling.quote(),
        header,
        spelling.trim(),
        spelling.decimalComma(),
        missingTokens,
        missing,
        wasMissing,
        scaling,
        columns,
        image,
        sequence,
        Storage.AUTO);
  }

  Prepared prepare() {
    return Prepared.prepare(config(), seed);
  }
}
