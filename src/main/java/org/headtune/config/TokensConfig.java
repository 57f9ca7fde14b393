package org.headtune.config;

/** How a text becomes the sequence of its tokens. */
@Meaning(
    "how a text becomes a sequence: its tokens one after the other, pieces of words that are learnt"
        + " from the training rows, so that no text holds anything unknown")
public record TokensConfig(
    @Key(value = "numbers of a token's vector", standard = "128", min = 1, max = 4_096) int vector,
    @Key(
            value =
                "most tokens that are told apart: 4 special ones, 256 bytes, and as many pieces of"
                    + " words as there is room for",
            standard = "4096",
            min = 260,
            max = 65_536)
        int vocabulary,
    @Key(
            value = "most tokens of one text, with the one that begins it; longer ones are cut",
            standard = "128",
            min = 2,
            max = 65_536)
        int length,
    @Key(value = "whether upper and lower case are the same", standard = "false")
        boolean lowerCase) {
  /** What a column of tokens has whose config says nothing else. */
  public static final TokensConfig STANDARD = new TokensConfig(128, 4_096, 128, false);
}
