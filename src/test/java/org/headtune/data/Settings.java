package org.headtune.data;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DataConfig.ImageConfig;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.DataConfig.Scaling;
import org.headtune.config.DataConfig.SequenceConfig;

/**
 * The section {@code data} with its defaults, except that no rows are held out; a test sets the
 * rest.
 */
final class Settings {
  final String train;
  Optional<String> trainLabels = Optional.empty();
  Optional<String> test = Optional.empty();
  Optional<Double> testSplit = Optional.empty();
  Optional<String> validation = Optional.empty();
  double validationSplit = 0;
  Optional<String> label = Optional.of("label");
  Optional<String> labelSeparator = Optional.empty();
  FileFormat format = FileFormat.AUTO;
  Optional<String> delimiter = Optional.empty();
  boolean header = true;
  List<String> missingTokens = List.of();
  MissingPolicy missing = MissingPolicy.FAIL;
  Scaling scaling = Scaling.STANDARD;
  final Map<String, ColumnConfig> columns = new HashMap<>();
  Optional<ImageConfig> image = Optional.empty();
  Optional<SequenceConfig> sequence = Optional.empty();
  long seed = 42;

  Settings(Path train) {
    this.train = train.toString();
  }

  Settings type(String column, ColumnType type) {
    columns.put(
        column,
        new ColumnConfig(
            Optional.of(type),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    return this;
  }

  Settings missing(String column, MissingPolicy policy, String constant) {
    columns.put(
        column,
        new ColumnConfig(
            Optional.empty(),
            Optional.of(policy),
            Optional.ofNullable(constant),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    return this;
  }

  DataConfig config() {
    return new DataConfig(
        train,
        trainLabels,
        test,
        Optional.empty(),
        testSplit,
        validation,
        Optional.empty(),
        validationSplit,
        label,
        labelSeparator,
        Map.of(),
        format,
        delimiter,
        header,
        false,
        missingTokens,
        missing,
        scaling,
        columns,
        image,
        sequence);
  }

  Prepared prepare() {
    return Prepared.prepare(config(), seed);
  }
}
