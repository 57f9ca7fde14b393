package org.headtune.data;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.headtune.config.DataConfig.MissingPolicy;

/**
 * A text as the sequence of its words: for each the place of its vector in a table, zeros after the
 * last one, and how many there are. A text without words has one that is unknown. What is longer is
 * cut.
 *
 * @param lowerCase whether case is no matter
 * @param words that are told apart, by Unicode code point; the entry behind them is that of all
 *     others
 * @param bag an entry for each word and one for all others, and the most words of a text
 * @param beside whether there are other columns; the network then makes as many numbers of the text
 *     as of a word
 */
public record WordSequence(
    String name,
    MissingPolicy missing,
    boolean lowerCase,
    List<String> words,
    Bag bag,
    boolean beside)
    implements FittedColumn {

  public WordSequence {
    words = List.copyOf(words);
    if (bag.entries() != words.size() + 1 || Set.copyOf(words).size() != words.size()) {
      throw new IllegalArgumentException("no entry for each of the words: " + name);
    }
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
