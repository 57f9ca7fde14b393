package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError.Fault;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.NamePattern;
import org.headtune.config.Nearest;

/** The layers of a network by name, and the patterns that the config writes for them. */
final class LayerNames {
  private final List<String> backbone;
  private final List<String> all;
  private final Function<String, Place> placeOf;
  private final List<Fault> faults;

  /**
   * @param backbone layers of the parent that stay, from the input up
   * @param added layers above them, the head last
   * @param faults receives every pattern that fits no layer
   */
  LayerNames(
      List<String> backbone,
      List<String> added,
      Function<String, Place> placeOf,
      List<Fault> faults) {
    this.backbone = backbone;
    this.all = new ArrayList<>(backbone);
    this.all.addAll(added);
    this.placeOf = placeOf;
    this.faults = faults;
  }

  List<String> all() {
    return all;
  }

  /**
   * The layers that a word of the config stands for.
   *
   * @param key where the word stands
   */
  List<String> meantBy(String word, String key) {
    if (word.equals(FinetuneConfig.BACKBONE)) {
      return backbone;
    }
    List<String> fitting = all.stream().filter(name -> fits(word, name)).toList();
    if (fitting.isEmpty()) {
      faults.add(new Fault(placeOf.apply(key), noSuchLayer(word)));
    }
    return fitting;
  }

  private String noSuchLayer(String word) {
    Optional<String> near = Nearest.to(word, all.stream());
    return "no layer is called "
        + Text.quoted(word)
        + near.map(name -> ": did you mean " + Text.quoted(name) + "?").orElse("")
        + "; the layers are "
        + Text.printable(String.join(", ", all));
  }

  /** Whether a name fits a pattern with {@code *} for any letters and {@code ?} for one. */
  static boolean fits(String pattern, String name) {
    return NamePattern.of(pattern).fits(name);
  }
}
