package org.headtune.config;

/** How a text becomes the sequence of its words. */
@Meaning(
    "how a text becomes a sequence: its words one after the other, of each of which the network"
        + " learns a vector")
public record WordsConfig(
    @Key(value = "numbers of a word's vector", standard = "64", min = 1, max = 4_096) int vector,
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
            value = "most words of one text, longer ones are cut",
            standard = "200",
            min = 1,
            max = 65_536)
        int length,
    @Key(value = "whether upper and lower case are the same", standard = "true")
        boolean lowerCase) {
  /** What a column of words has whose config says nothing else. */
  public static final WordsConfig STANDARD = new WordsConfig(64, 20_000, 2, 200, true);
}
