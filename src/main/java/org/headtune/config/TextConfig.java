package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a free text becomes a vector. */
@Meaning(
    "how a free text becomes a vector: the weighted sum of vectors that are learnt, one for each"
        + " n-gram")
public record TextConfig(
    @Key(value = "numbers of the vector", standard = "32", min = 1, max = 4_096) int vector,
    @Key(value = "longest run of words; 0 for no words", standard = "2", min = 0, max = 5)
        int words,
    @Key(
            value = "longest run of characters within a word, from 3 on; 0 for none",
            standard = "5",
            min = 0,
            max = 8)
        int characters,
    @Key(value = "whether upper and lower case are the same", standard = "true") boolean lowerCase,
    @Key(value = "what an n-gram counts", standard = "tfidf") Weighting weighting,
    @Key(
            value = "most n-grams of one text, longer texts lose those of their last characters",
            standard = "512",
            min = 1,
            max = 65_536)
        int length,
    @Key(
            value =
                "rows of the table that n-grams are hashed to, a power of two; chosen from the"
                    + " training rows if absent",
            min = 256,
            max = 4_194_304)
        Optional<Integer> entries)
    implements Checked {
  /** What a text column has whose config says nothing else. */
  public static final TextConfig STANDARD =
      new TextConfig(32, 2, 5, true, Weighting.TFIDF, 512, Optional.empty());

  @Override
  public List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    if (entries.isPresent() && Integer.bitCount(entries.get()) != 1) {
      conflicts.add(
          new Conflict(
              "entries", "is %d; expected a power of two, such as 65536".formatted(entries.get())));
    }
    if (words == 0 && characters < 3) {
      conflicts.add(
          new Conflict("words", "is 0 beside no characters; expected one of them: set words to 1"));
    }
    if (characters == 1 || characters == 2) {
      conflicts.add(
          new Conflict("characters", "is %d; expected 0, or 3 to 8".formatted(characters)));
    }
    return conflicts;
  }

  /** What an n-gram counts. */
  public enum Weighting {
    @Meaning(
        "more the more often it stands there and the rarer it is in the training rows; words and"
            + " characters share a text evenly")
    TFIDF,
    @Meaning("the same as any other, so that vectors are averaged")
    MEAN
  }
}
