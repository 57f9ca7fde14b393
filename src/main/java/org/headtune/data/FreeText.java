package org.headtune.data;

import java.util.Optional;
import org.headtune.config.DataConfig.MissingPolicy;

/**
 * A free text: weighted n-grams. A missing cell, where its row is not left out, is an empty text.
 *
 * @param lowerCase whether case is no matter
 * @param words longest run of words; 0 for none
 * @param characters longest run of characters within a word; 0 for none
 * @param mean whether every n-gram counts alike, however rare
 * @param apart whether words and characters have one half of a text's square length each, if not
 *     every n-gram counts alike
 * @param bag the entries that n-grams fall on, their number a power of two
 * @param rarity a byte for each entry, in base 64: sixteenths of the logarithm of how many times
 *     more rows there are than rows with it; 255 for what was not seen
 */
public record FreeText(
    String name,
    MissingPolicy missing,
    boolean lowerCase,
    int words,
    int characters,
    boolean mean,
    boolean apart,
    Bag bag,
    String rarity)
    implements FittedColumn {

  public FreeText {
    if (Integer.bitCount(bag.entries()) != 1 || Rarity.parse(rarity).entries() != bag.entries()) {
      throw new IllegalArgumentException("no rarity for each of the entries: " + name);
    }
  }

  @Override
  public int width() {
    return bag.width();
  }

  @Override
  public int inputs() {
    return bag.units();
  }

  @Override
  public Optional<Bag> table() {
    return Optional.of(bag);
  }
}
