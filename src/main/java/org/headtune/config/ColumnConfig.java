package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.Text;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;

/** What is said of a single column. */
@Meaning("settings of one column; what is absent is detected or taken from the section `data`")
public record ColumnConfig(
    @Key("what the column holds; detected if absent") Optional<ColumnType> type,
    @Key("what to do with missing cells") Optional<MissingPolicy> missing,
    @Key(value = "the value for missing cells with `missing: constant`", numberToo = true)
        Optional<String> constant,
    @Key("how the numbers are scaled") Optional<Scaling> scaling,
    @Key("what stands between the numbers of a sequence; a blank if absent")
        Optional<String> separator,
    @Key(value = "numbers per step of a sequence; 1 if absent", min = 1, max = 65_536)
        Optional<Integer> features,
    @Key(
            value =
                "most steps of a sequence, longer ones are cut; those of the longest training row"
                    + " if absent",
            min = 1,
            max = 65_536)
        Optional<Integer> length,
    @Key("how a free text is read; only beside `type: text`") Optional<TextConfig> text,
    @Key("how a text becomes the sequence of its words; only beside `type: words`")
        Optional<WordsConfig> words,
    @Key("how a text becomes the sequence of its tokens; only beside `type: tokens`")
        Optional<TokensConfig> tokens,
    @Key("how images are read; only beside `type: image`") Optional<PictureConfig> image,
    @Key(
            "how dates are written, in the letters of java.time, such as `dd.MM.yyyy HH:mm`; ISO 8601"
                + " if absent, such as `2026-11-25` or `2026-11-25T14:03:00Z`")
        Optional<String> pattern,
    @Key(
            value =
                "numbers of the vector that the network learns for each category, instead of an input"
                    + " for each; for categories with many values. Of a sequence beside other columns:"
                    + " numbers that the network makes of it, 32 if absent",
            min = 1,
            max = 4_096)
        Optional<Integer> vector,
    @Key(
            value =
                "fewest training rows of a category; those with fewer are taken together, and for any"
                    + " value that training did not see; 1 if absent",
            min = 1,
            max = 1_000_000)
        Optional<Integer> minRows,
    @Key(
            "whether a missing cell is told by one more input, as `was_missing` of the section `data`"
                + " says for all columns")
        Optional<Boolean> wasMissing)
    implements Checked {

  /** With what a transformer asks for of the sequences of such a column. */
  ColumnConfig asked(TransformerConfig transformer) {
    boolean ofWords = type.equals(Optional.of(ColumnType.WORDS));
    boolean ofTokens = type.equals(Optional.of(ColumnType.TOKENS));
    return new ColumnConfig(
        type,
        missing,
        constant,
        scaling,
        separator,
        features,
        length,
        text,
        ofWords ? Optional.of(words.orElse(WordsConfig.STANDARD).asked(transformer)) : words,
        ofTokens ? Optional.of(tokens.orElse(TokensConfig.STANDARD).asked(transformer)) : tokens,
        image,
        pattern,
        vector,
        minRows,
        wasMissing);
  }

  @Override
  public List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    boolean wanted = missing.equals(Optional.of(MissingPolicy.CONSTANT));
    if (wanted && constant.isEmpty()) {
      conflicts.add(new Conflict("missing", "is constant; expected the key constant beside it"));
    } else if (!wanted && constant.isPresent()) {
      conflicts.add(new Conflict("constant", "has no use; expected `missing: constant` beside it"));
    }
    if (type.equals(Optional.of(ColumnType.SEQUENCE))) {
      wholeConflicts("sequence", conflicts);
      separatorConflicts(conflicts);
    }
    if (type.equals(Optional.of(ColumnType.IMAGE))) {
      wholeConflicts("image", conflicts);
    }
    onlyFor(ColumnType.IMAGE, conflicts, "image", image);
    onlyFor(ColumnType.SEQUENCE, conflicts, "separator", separator);
    onlyFor(ColumnType.SEQUENCE, conflicts, "features", features);
    onlyFor(ColumnType.SEQUENCE, conflicts, "length", length);
    onlyFor(ColumnType.DATE, conflicts, "pattern", pattern);
    if (!type.equals(Optional.of(ColumnType.SEQUENCE))) {
      onlyFor(ColumnType.CATEGORICAL, conflicts, "vector", vector);
    }
    onlyFor(ColumnType.CATEGORICAL, conflicts, "min_rows", minRows);
    onlyFor(ColumnType.TEXT, conflicts, "text", text);
    onlyFor(ColumnType.WORDS, conflicts, "words", words);
    onlyFor(ColumnType.TOKENS, conflicts, "tokens", tokens);
    if (type.filter(ColumnType::readsText).isPresent()) {
      textConflicts(conflicts);
    }
    if (type.equals(Optional.of(ColumnType.DATE))) {
      dateConflicts(conflicts);
    }
    if (wasMissing.orElse(false)) {
      indicatorConflicts(conflicts);
    }
    if (scaling.equals(Optional.of(Scaling.ROBUST))
        && type.isPresent()
        && type.get() != ColumnType.NUMERIC) {
      conflicts.add(
          new Conflict(
              "scaling",
              "is robust beside `type: %s`; expected `type: numeric`"
                  .formatted(Declaration.word(type.get()))));
    }
    return conflicts;
  }

  private void textConflicts(List<Conflict> conflicts) {
    if (missing.isPresent() && missing.get() != MissingPolicy.DROP_ROW) {
      conflicts.add(
          new Conflict(
              "missing",
              "is %s, but a missing text is an empty one; expected drop_row, or no such key"
                  .formatted(Declaration.word(missing.get()))));
    }
  }

  private void wholeConflicts(String what, List<Conflict> conflicts) {
    if (missing.isPresent()
        && missing.get() != MissingPolicy.FAIL
        && missing.get() != MissingPolicy.DROP_ROW) {
      conflicts.add(
          new Conflict(
              "missing",
              "is %s, but a missing %s has no value to take its place; expected one of"
                      .formatted(Declaration.word(missing.get()), what)
                  + " drop_row, fail: choose one"));
    }
  }

  private void separatorConflicts(List<Conflict> conflicts) {
    if (separator.isPresent() && separator.get().matches("(?s).*[-+.0-9eE].*")) {
      conflicts.add(
          new Conflict(
              "separator",
              "is %s, which may be part of a number; expected another text, such as \";\""
                  .formatted(Text.quoted(separator.get()))));
    }
  }

  private void dateConflicts(List<Conflict> conflicts) {
    if (scaling.equals(Optional.of(Scaling.NONE))) {
      conflicts.add(
          new Conflict(
              "scaling",
              "is none, but the seconds of a date count by the billion; expected standard or min_max"));
    }
    try {
      pattern.ifPresent(DatePattern::formatter);
    } catch (IllegalArgumentException e) {
      conflicts.add(
          new Conflict(
              "pattern",
              "is %s, which is no pattern of dates: %s; expected one such as dd.MM.yyyy or MM/dd/yyyy"
                      .formatted(Text.quoted(pattern.orElseThrow()), Text.printable(e.getMessage()))
                  + " HH:mm"));
    }
  }

  private void indicatorConflicts(List<Conflict> conflicts) {
    if (missing.isPresent() && !missing.get().fills()) {
      conflicts.add(
          new Conflict(
              "was_missing",
              "has no use beside `missing: %s`, which puts no value in place of the cell; expected"
                      .formatted(Declaration.word(missing.get()))
                  + " another policy"));
    }
    if (type.isPresent() && !type.get().mayTellMissing()) {
      conflicts.add(
          new Conflict(
              "was_missing",
              "has no use beside `type: %s`; expected a type of which a missing cell takes a value"
                  .formatted(Declaration.word(type.get()))));
    }
  }

  private void onlyFor(
      ColumnType wanted, List<Conflict> conflicts, String key, Optional<?> setting) {
    if (setting.isPresent() && !type.equals(Optional.of(wanted))) {
      conflicts.add(
          new Conflict(
              key,
              "has no use; expected `type: %s` beside it".formatted(Declaration.word(wanted))));
    }
  }
}
