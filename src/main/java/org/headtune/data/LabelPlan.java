package org.headtune.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.FinetuneConfig.Labels;

/**
 * How the classes of a model become those of the one that is trained from it.
 *
 * @param parent the classes of the model that training starts from, with their new names
 * @param labels which classes the new model has
 */
public record LabelPlan(ClassNames parent, Labels labels) {

  /**
   * The plan of a config.
   *
   * @param classes of the model that training starts from, in the order of its outputs
   * @param place of the key {@code finetune.rename}
   * @throws UserError with {@link ExitCode#CONFIG} if a class that is renamed does not exist, or
   *     two would bear the same name
   */
  public static LabelPlan of(FinetuneConfig config, List<String> classes, Place place) {
    List<String> names = new ArrayList<>(classes);
    for (Map.Entry<String, String> entry : config.rename().entrySet()) {
      int index = classes.indexOf(entry.getKey());
      if (index < 0) {
        throw new UserError(
            ExitCode.CONFIG,
            place,
            "finetune.rename names "
                + Text.quoted(entry.getKey())
                + ", which is no class of the old model; it has the "
                + Names.of("class", classes));
      }
      names.set(index, entry.getValue());
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new UserError(
          ExitCode.CONFIG,
          place,
          "finetune.rename gives two classes the same name; the old model would then have the "
              + Names.of("class", names));
    }
    return new LabelPlan(ClassNames.inOrder(names), config.labels());
  }

  /**
   * The classes of the new model: for {@code keep} and {@code union} those of the old model in its
   * order, then the new ones in the documented order.
   *
   * @param found the labels in the data
   * @param file where they stand
   * @throws UserError with {@link ExitCode#DATA} if there are new ones where none may be
   */
  public ClassNames classes(ClassNames found, String file) {
    Set<String> added = new LinkedHashSet<>(found.names());
    added.removeAll(parent.names());
    if (labels == Labels.DATA) {
      return found;
    }
    if (labels == Labels.KEEP && !added.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          "has the new "
              + Names.of("class", List.copyOf(added))
              + ", but finetune.labels is keep and the model has the "
              + Names.of("class", parent.names())
              + "; set finetune.labels to union or data, or rename");
    }
    List<String> all = new ArrayList<>(parent.names());
    all.addAll(added);
    return ClassNames.inOrder(all);
  }

  /** For each class of the new model the output of the old one that it continues, or -1. */
  public int[] fromParent(ClassNames classes) {
    return classes.names().stream().mapToInt(parent::indexOf).toArray();
  }

  /** Classes of the old model that the new one no longer has. */
  public List<String> dropped(ClassNames classes) {
    return parent.names().stream().filter(name -> classes.indexOf(name) < 0).toList();
  }
}
