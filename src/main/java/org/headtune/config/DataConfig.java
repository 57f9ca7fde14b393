package org.headtune.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.Text;

/**
 * The section {@code data}: files, columns, splits. Paths are relative to the working directory.
 */
public record DataConfig(
    @Key(
            value =
                "training rows: CSV, TSV, JSON Lines or IDX images, plain or .gz; Parquet; plain text;"
                    + " a list of files, or a pattern such as `part-*.csv`, takes several for one; or a folder"
                    + " with a folder of images for each class",
            oneToo = true)
        List<String> train,
    @Key("IDX label file of `train`; found by name (images-idx3 becomes labels-idx1) if absent")
        Optional<String> trainLabels,
    @Key(value = "test rows, never trained on; same formats as `train`", oneToo = true)
        Optional<List<String>> test,
    @Key("IDX label file of `test`") Optional<String> testLabels,
    @Key(
            value = "stratified share of `train` held out as test rows when `test` is absent",
            min = 0,
            max = 1,
            aboveMin = true,
            belowMax = true)
        Optional<Double> testSplit,
    @Key(value = "validation rows; if absent, `validation_split` decides", oneToo = true)
        Optional<List<String>> validation,
    @Key("IDX label file of `validation`") Optional<String> validationLabels,
    @Key(
            value =
                "stratified share of the training rows held out for validation; 0 for none: then the"
                    + " weights of the last epoch are kept",
            standard = "0.1",
            min = 0,
            max = 1,
            belowMax = true)
        double validationSplit,
    @Key(
            value =
                "folds of a cross-validation: for each of them a model is trained on the rows of the"
                    + " others and measured on its own, then a final model is trained on all; absent:"
                    + " one model",
            min = 2,
            max = 100)
        Optional<Integer> crossValidation,
    @Key("a column by which rows are held out; by chance if absent") Optional<SplitConfig> split,
    @Key(
            value =
                "label column: its name, or its 1-based number; not needed for IDX files, nor for"
                    + " folders of images, where it is `class` and the paths are `image`",
            numberToo = true)
        Optional<String> label,
    @Key(
            "what stands between the classes of a row where it may have several or none, such as"
                + " `;`; needs the head `sigmoid`. Blanks around a class are no part of it, and an"
                + " empty cell means no class")
        Optional<String> labelSeparator,
    @Key(
            value =
                "what some of the files call a class, and the class, such as `{\"yes.\": \"yes\"}`",
            standard = "{}")
        Map<String, String> labelAliases,
    @Key(value = "file format; auto looks at the first bytes", standard = "auto") FileFormat format,
    @Key("what the rows of plain text are, whose only column is `text`")
        Optional<DocumentsConfig> documents,
    @Key(value = "encoding of tables", standard = "utf_8") TextEncoding encoding,
    @Key("field delimiter, one character; detected if absent") Optional<String> delimiter,
    @Key(
            value = "what stands around a field that holds delimiters or line breaks",
            standard = "double")
        QuoteMark quote,
    @Key(
            value = "whether the first row names the columns; without it they are c1, c2, ...",
            standard = "true")
        boolean header,
    @Key(
            value =
                "whether blanks around a cell are no part of it, as where they follow each comma",
            standard = "false")
        boolean trim,
    @Key(
            value =
                "whether numbers have a comma before their decimals, and points, if any, before each"
                    + " three digits, as in 1.234,5; not in JSON Lines and Parquet",
            standard = "false")
        boolean decimalComma,
    @Key(
            value = "cells that mean `missing`, besides the empty cell",
            standard = "[]",
            numberToo = true)
        List<String> missingTokens,
    @Key(
            value =
                "what to do with missing cells: mean and median are for numbers and dates, other"
                    + " columns then take the mode",
            standard = "fail")
        MissingPolicy missing,
    @Key(
            value =
                "whether each column that lacks a cell in some training row becomes one more input: 1"
                    + " where the cell is missing, else 0",
            standard = "false")
        boolean wasMissing,
    @Key(value = "how numbers are scaled, fitted on the training rows", standard = "standard")
        Scaling scaling,
    @Key(value = "settings of single columns, by column name", standard = "{}")
        Map<String, ColumnConfig> columns,
    @Key("reads all feature columns, in file order, as the pixels of an image; IDX files know it")
        Optional<ImageConfig> image,
    @Key("reads a group of columns, in file order, as the time steps of a sequence")
        Optional<SequenceConfig> sequence,
    @Key(value = "where the encoded rows are kept; it changes no number", standard = "auto")
        Storage storage)
    implements Checked {

  @Override
  public List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    if (test.isPresent() && testSplit.isPresent()) {
      conflicts.add(
          new Conflict("test_split", "stands beside data.test; expected one of them: remove one"));
    }
    files("train", train, conflicts);
    test.ifPresent(files -> files("test", files, conflicts));
    validation.ifPresent(files -> files("validation", files, conflicts));
    conflicts.addAll(new SplitConflicts(this).found());
    conflicts.addAll(CsvKeys.conflicts(this));
    conflicts.addAll(DocumentsConfig.conflicts(this));
    conflicts.addAll(CellConflicts.of(this));
    return conflicts;
  }

  /** With what a transformer asks for of the columns that are sequences. */
  DataConfig asked(TransformerConfig transformer) {
    Map<String, ColumnConfig> asked = new LinkedHashMap<>();
    columns.forEach((name, column) -> asked.put(name, column.asked(transformer)));
    return new DataConfig(
        train,
        trainLabels,
        test,
        testLabels,
        testSplit,
        validation,
        validationLabels,
        validationSplit,
        crossValidation,
        split,
        label,
        labelSeparator,
        labelAliases,
        format,
        documents,
        encoding,
        delimiter,
        quote,
        header,
        trim,
        decimalComma,
        missingTokens,
        missing,
        wasMissing,
        scaling,
        Collections.unmodifiableMap(asked),
        image,
        sequence,
        storage);
  }

  private static void files(String key, List<String> files, List<Conflict> conflicts) {
    Optional<String> twice =
        files.stream().filter(file -> Collections.frequency(files, file) > 1).findFirst();
    if (files.isEmpty()) {
      conflicts.add(
          new Conflict(key, "is an empty list; expected a file, or several: name one at least"));
    } else if (twice.isPresent()) {
      conflicts.add(
          new Conflict(
              key,
              "names %s twice, and its rows would count twice; expected each file once: remove one"
                  .formatted(Text.quoted(twice.get()))));
    }
  }

  /** What messages call files that are read as one. */
  public static String named(List<String> files) {
    int more = files.size() - 1;
    return files.get(0) + (more == 0 ? "" : " and " + more + " more");
  }

  /** What messages call the training files. */
  public String trainName() {
    return named(train);
  }

  /** Whether a column only says which row serves for what, and is no input. */
  public boolean onlySplits(String column) {
    return split.filter(by -> by.takes(column, columns)).isPresent();
  }

  /** Whether rows are held out that say which epoch is the best. */
  public boolean hasValidation() {
    return validation.isPresent() || validationSplit > 0;
  }

  /** How the file is laid out. */
  public enum FileFormat {
    AUTO,
    CSV,
    @Meaning("JSON Lines: one object per line; the keys of the first one are the columns")
    JSONL,
    @Meaning("Parquet; needs a build with its library")
    PARQUET,
    IDX,
    @Meaning(
        "plain text, a row for each document; with auto files named .txt, .text or .md, where"
            + " there is no label column")
    TEXT,
    @Meaning("a folder with a folder of images for each class")
    FOLDER
  }

  /** What becomes of a missing cell. */
  public enum MissingPolicy {
    @Meaning("the mean of the training rows")
    MEAN,
    @Meaning("the median of the training rows")
    MEDIAN,
    @Meaning("the most frequent value of the training rows")
    MODE,
    @Meaning("the value given as `constant`")
    CONSTANT,
    @Meaning("the row is left out (in training and evaluation; in prediction it is a faulty row)")
    DROP_ROW,
    @Meaning("an error that names the cell")
    FAIL;

    /** Whether a missing cell takes a value. */
    public boolean fills() {
      return this != FAIL && this != DROP_ROW;
    }
  }

  /** Where encoded rows are kept. */
  public enum Storage {
    @Meaning("in memory while they take less than a third of the heap, else in files")
    AUTO,
    MEMORY,
    @Meaning("in files of the cache, where later runs with the same data find them")
    DISK
  }

  /** What a column holds. */
  public enum ColumnType {
    NUMERIC,
    CATEGORICAL,
    BOOLEAN,
    @Meaning(
        "dates, with or without a time: how far they lie apart, and the time of day, day of the week"
            + " and day of the year as points on circles")
    DATE,
    @Meaning("several numbers in one cell: the steps of a sequence")
    SEQUENCE,
    @Meaning(
        "free text: words, their neighbours and parts, of which the network learns a vector each")
    TEXT,
    @Meaning(
        "free text as the sequence of its words: alone for recurrent and attention layers, beside"
            + " other columns read by an lstm of its own")
    WORDS,
    @Meaning(
        "free text as the sequence of its tokens, pieces of words that are learnt from the training"
            + " rows, in the same way; no text is unknown")
    TOKENS,
    @Meaning("paths of PNG, JPEG, BMP or GIF images")
    IMAGE,
    IGNORE;

    /** Whether a cell may be missing while something takes its place. */
    public boolean mayTellMissing() {
      return this != SEQUENCE && this != IMAGE && this != IGNORE && !readsText();
    }

    /** Whether a cell is a free text, so that a missing one is an empty one. */
    public boolean readsText() {
      return this == TEXT || this == WORDS || this == TOKENS;
    }
  }

  @Meaning(
      "the shape of images that are stored as one column per pixel, channel by channel, row by row")
  public record ImageConfig(
      @Key(value = "pixels from top to bottom", min = 1, max = 65_536) int height,
      @Key(value = "pixels from left to right", min = 1, max = 65_536) int width,
      @Key(value = "1 for grey, 3 for colour", standard = "1", min = 1, max = 1_024)
          int channels) {}

  @Meaning(
      "columns that are the time steps of one sequence, the numbers of the first step first; missing"
          + " cells at the end of a row mean that it has fewer steps")
  public record SequenceConfig(
      @Key("the columns: a name, or a pattern with * and ?") String columns,
      @Key(value = "numbers per step", standard = "1", min = 1, max = 65_536) int features) {}
}
