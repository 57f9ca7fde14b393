package org.headtune.config;

import java.util.Optional;

/** How a text becomes the sequence of its words. */
@Meaning(
    "how a text becomes a sequence: its words one after the other, of each of which the network"
        + " learns a vector")
public record WordsConfig(
    @Key(
            value =
                "numbers of a word's vector; those of a step of `model.transformer`, else 64, if"
                    + " absent",
            min = 1,
            max = 4_096)
        Optional<Integer> vector,
    @Key(
            value =
                "most words that are told apart, the most frequent ones; all others count as one",
            standard = "20000",
            min = 1,
            max = 1_000_000)
        int vocabulary,
    @Key(
            value = "fewest training rows of a word by itself",
            standard = "2",
            min = 1,
            max = 1_000_000)
        int minRows,
    @Key(
            value =
                "most words of one text, longer ones are cut; as many as `model.transformer` says,"
                    + " else 200, if absent",
            min = 1,
            max = 65_536)
        Optional<Integer> length,
    @Key(value = "whether upper and lower case are the same", standard = "true")
        boolean lowerCase) {
  /** What a column of words has whose config says nothing else. */
  public static final WordsConfig STANDARD =
      new WordsConfig(Optional.empty(), 20_000, 2, Optional.empty(), true);

  /** Numbers of a vector where nothing says how many. */
  public static final int VECTOR = 64;

  /** Most words of a text where nothing says how many. */
  public static final int LENGTH = 200;

  /** With what a transformer asks for where nothing is said. */
  WordsConfig asked(TransformerConfig transformer) {
    return new WordsConfig(
        vector.or(() -> Optional.of(transformer.width())),
        vocabulary,
        minRows,
        length.or(() -> Optional.of(transformer.length())),
        lowerCase);
  }
}
