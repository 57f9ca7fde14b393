package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.headtune.config.DataConfig.MissingPolicy;

/**
 * A text as the sequence of its tokens, as {@link Tokenizer} has them: {@link Tokenizer#BEGIN}
 * first, {@link Tokenizer#PADDING} behind the last one, and how many there are. What is longer is
 * cut.
 *
 * @param lowerCase whether case is no matter
 * @param merges which two tokens become a new one, in their order: {@code 108 105,264 110}
 * @param bag an entry for each token, and the most tokens of a text, the first one included
 * @param beside whether there are other columns; the network then makes as many numbers of the text
 *     as of a token
 */
public record TokenSequence(
    String name, MissingPolicy missing, boolean lowerCase, String merges, Bag bag, boolean beside)
    implements FittedColumn {

  public TokenSequence {
    if (bag.entries() != Merges.parse(merges).tokens()) {
      throw new IllegalArgumentException("no entry for each of the tokens: " + name);
    }
  }

  /** The same for a column of another name. */
  TokenSequence called(String other) {
    return new TokenSequence(other, missing, lowerCase, merges, bag, beside);
  }

  /** What takes texts apart and puts them together; a new one, for one thread. */
  public Tokenizer tokenizer() {
    return new Tokenizer(Merges.parse(merges));
  }

  /** The text as far as the tokens tell it. */
  static byte[] folded(String text, boolean lowerCase) {
    String all = lowerCase ? text.toLowerCase(Locale.ROOT) : text;
    return all.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int width() {
    return bag.length() + 1;
  }

  @Override
  public int inputs() {
    return bag.units();
  }

  @Override
  public Optional<Bag> stepTable() {
    return Optional.of(bag);
  }

  @Override
  public Optional<Bag> table() {
    return beside ? Optional.empty() : stepTable();
  }

  @Override
  public Optional<Series> series() {
    return beside ? Optional.of(new Series(Shape.sequence(bag), bag.units())) : Optional.empty();
  }
}
