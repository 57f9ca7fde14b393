package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.ImageConfig;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.DataConfig.SequenceConfig;
import org.headtune.config.NamePattern;
import org.headtune.config.PictureConfig;
import org.headtune.config.Scaling;

/** Decides what is done with each feature column, and whether config and file fit together. */
final class Plans {
  private final DataConfig data;
  private final Place place;
  private final Faults faults = new Faults();

  private Plans(DataConfig data) {
    this.data = data;
    place = Place.of(data.trainName());
  }

  static List<ColumnPlan> of(DataConfig data, TableProfile profile, String label) {
    return new Plans(data).plans(profile, label);
  }

  private List<ColumnPlan> plans(TableProfile profile, String label) {
    expectKnown(profile);
    List<ColumnPlan> plans = new ArrayList<>();
    for (int i = 0; i < profile.columns().size(); i++) {
      TableProfile.Column column = profile.columns().get(i);
      ColumnPlan plan = ColumnPlan.of(data, column, i);
      if (!column.name().equals(label)
          && plan.type() != ColumnType.IGNORE
          && !data.onlySplits(column.name())) {
        expectUsable(plan, column, profile.rows());
        plans.add(plan);
      }
    }
    if (plans.isEmpty()) {
      faults.add(
          place,
          profile.columns().size() == 1
              ? "one column found, where a label and at least one feature are needed; is the"
                  + " separator another one? Set data.delimiter"
              : "no feature column is left"
                  + (label == null ? "" : " beside the label " + Text.quoted(label)));
    }
    data.image().ifPresent(image -> expectPixels(image, plans));
    data.sequence().ifPresent(sequence -> expectSteps(sequence, plans));
    expectUseOfVectors(plans);
    faults.throwIfAny(data.trainName());
    return plans.size() == 1 ? plans : plans.stream().map(ColumnPlan::withOthers).toList();
  }

  private void expectKnown(TableProfile profile) {
    Set<String> unknown = new TreeSet<>(data.columns().keySet());
    List<String> names = profile.columns().stream().map(TableProfile.Column::name).toList();
    unknown.removeAll(Set.copyOf(names));
    if (!unknown.isEmpty()) {
      faults.add(
          place,
          "data.columns has settings for the unknown "
              + Names.of("column", List.copyOf(unknown))
              + "; the file has the "
              + Names.of("column", names));
    }
  }

  private void expectUsable(ColumnPlan plan, TableProfile.Column column, long rows) {
    String name = "column " + Text.quoted(plan.name());
    Optional<ColumnType> told =
        Optional.ofNullable(data.columns().get(plan.name())).flatMap(ColumnConfig::type);
    if (column.missing() == rows) {
      faults.add(place, name + " has no values at all; set its type to ignore");
    } else if (plan.type() == ColumnType.CATEGORICAL && told.isEmpty() && column.more()) {
      faults.add(
          place,
          name
              + String.format(
                  Locale.ROOT,
                  " holds more than %,d different texts, such as %s; set its type to ignore if it is",
                  ColumnTally.MAX_CATEGORIES,
                  Text.quoted(column.example()))
              + " an id, to text if it is free text, to image if it holds paths of images, or to categorical, with `vector: 64` so that 64"
              + " numbers are learnt for each, or without it to have one input for each");
    } else if (plan.type() == ColumnType.CATEGORICAL
        && told.isEmpty()
        && column.example().matches("\\s*[-+]?[0-9]+,[0-9]+\\s*")) {
      faults.add(
          place,
          name
              + " seems to hold numbers with a decimal comma, such as "
              + Text.quoted(column.example())
              + "; set data.decimal_comma to true, or its type to categorical");
    }
    if (plan.type() == ColumnType.DATE && plan.scaling() == Scaling.NONE) {
      faults.add(
          place,
          name
              + " holds dates, whose seconds count by the billion and need a scale; set the column's"
              + " `scaling` to standard, or its type to ignore");
    }
    boolean asked =
        Optional.ofNullable(data.columns().get(plan.name()))
            .flatMap(ColumnConfig::wasMissing)
            .orElse(false);
    if (asked && !(plan.wasMissing() && plan.missing().fills())) {
      faults.add(
          place,
          name
              + " is to tell which cells were missing, but nothing takes their place; set data.missing"
              + " or the column's `missing` to mean, median, mode or constant");
    }
    boolean constant =
        plan.type() != ColumnType.TEXT
            && plan.missing() == MissingPolicy.CONSTANT
            && plan.constant().isEmpty();
    if (constant && column.missing() > 0) {
      faults.add(
          place, name + " has missing cells and no value for them; set the column's `constant`");
    }
  }

  /** The columns of a sequence, and none beside them. */
  private void expectSteps(SequenceConfig sequence, List<ColumnPlan> plans) {
    NamePattern pattern = NamePattern.of(sequence.columns());
    List<String> others =
        plans.stream().map(ColumnPlan::name).filter(name -> !pattern.fits(name)).toList();
    if (others.size() == plans.size()) {
      faults.add(
          place,
          "no column fits "
              + Text.quoted(sequence.columns())
              + " of data.sequence; the file has the "
              + Names.of("column", others));
      return;
    } else if (!others.isEmpty()) {
      faults.add(
          place,
          "beside the steps of data.sequence stands the "
              + Names.of("column", others)
              + ", and a network that reads a sequence takes nothing else so far; set the type of"
              + " each to ignore, or let the pattern fit it");
    }
    if (plans.size() % sequence.features() != 0 && others.isEmpty()) {
      faults.add(
          place,
          String.format(
              Locale.ROOT,
              "%,d columns fit %s of data.sequence, which makes no whole number of steps of %,d;"
                  + " change data.sequence.features, or set the type of columns to ignore",
              plans.size(),
              Text.quoted(sequence.columns()),
              sequence.features()));
    }
    List<String> texts =
        plans.stream()
            .filter(plan -> plan.type() != ColumnType.NUMERIC && pattern.fits(plan.name()))
            .map(ColumnPlan::name)
            .toList();
    if (!texts.isEmpty()) {
      faults.add(place, "steps must be numbers, but text stands in " + Names.of("column", texts));
    }
    List<String> dropping =
        plans.stream()
            .filter(plan -> plan.missing() == MissingPolicy.DROP_ROW)
            .map(ColumnPlan::name)
            .toList();
    if (!dropping.isEmpty()) {
      faults.add(
          place,
          "missing cells at the end of a sequence are steps that are not there, so no row can be"
              + " dropped for them; set another `missing` than drop_row for "
              + Names.of("column", dropping));
    }
  }

  /** An image alone goes to the layers of the config, without a vector of its own. */
  private void expectUseOfVectors(List<ColumnPlan> plans) {
    Optional<PictureConfig> alone =
        plans.size() == 1
            ? Optional.ofNullable(data.columns().get(plans.get(0).name()))
                .flatMap(ColumnConfig::image)
            : Optional.empty();
    if (alone.isPresent()
        && (alone.get().filters().isPresent() || alone.get().vector().isPresent())) {
      faults.add(
          place,
          "column "
              + Text.quoted(plans.get(0).name())
              + " has the only images and nothing stands beside them, so they go to model.layers as"
              + " they are; remove `filters` and `vector` of the column's `image`");
    }
  }

  private void expectPixels(ImageConfig image, List<ColumnPlan> plans) {
    long pixels = (long) image.channels() * image.height() * image.width();
    if (pixels != plans.size()) {
      faults.add(
          place,
          String.format(
                  Locale.ROOT,
                  "%,d feature columns, but data.image says %d x %d x %d = %,d pixels; set the type of",
                  plans.size(),
                  image.channels(),
                  image.height(),
                  image.width(),
                  pixels)
              + " columns that are no pixels to ignore");
    }
    List<String> texts =
        plans.stream()
            .filter(plan -> plan.type() != ColumnType.NUMERIC)
            .map(ColumnPlan::name)
            .collect(Collectors.toList());
    if (!texts.isEmpty()) {
      faults.add(place, "pixels must be numbers, but text stands in " + Names.of("column", texts));
    }
  }
}
