package org.headtune.config;

import java.util.Optional;

/** How a text becomes the sequence of its tokens. */
@Meaning(
    "how a text becomes a sequence: its tokens one after the other, pieces of words that are learnt"
        + " from the training rows, so that no text holds anything unknown")
public record TokensConfig(
    @Key(
            value =
                "numbers of a token's vector; those of a step of `model.transformer`, else 128, if"
                    + " absent",
            min = 1,
            max = 4_096)
        Optional<Integer> vector,
    @Key(
            value =
                "most tokens that are told apart: 4 special ones, 256 bytes, and as many pieces of"
                    + " words as there is room for",
            standard = "4096",
            min = 260,
            max = 65_536)
        int vocabulary,
    @Key(
            value =
                "most tokens of one text, with the one that begins it; longer ones are cut; as many"
                    + " as `model.transformer` says, else 128, if absent",
            min = 2,
            max = 65_536)
        Optional<Integer> length,
    @Key(value = "whether upper and lower case are the same", standard = "false")
        boolean lowerCase) {
  /** What a column of tokens has whose config says nothing else. */
  public static final TokensConfig STANDARD =
      new TokensConfig(Optional.empty(), 4_096, Optional.empty(), false);

  /** Numbers of a vector where nothing says how many. */
  public static final int VECTOR = 128;

  /** Most tokens of a text where nothing says how many. */
  public static final int LENGTH = 128;

  /** With what a transformer asks for where nothing is said. */
  TokensConfig asked(TransformerConfig transformer) {
    return new TokensConfig(
        vector.or(() -> Optional.of(transformer.width())),
        vocabulary,
        length.or(() -> Optional.of(transformer.length())),
        lowerCase);
  }
}
