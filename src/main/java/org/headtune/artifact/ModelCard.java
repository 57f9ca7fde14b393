package org.headtune.artifact;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.data.ClassNames;
import org.headtune.data.ColumnShares;
import org.headtune.data.FittedColumns;
import org.headtune.data.LabelForm;
import org.headtune.data.Shape;

/**
 * The entry {@code headtune/model.json} of a model zip: all that predictions need beside the
 * network.
 *
 * @param formatVersion of the zip, {@link #FORMAT_VERSION}
 * @param tool version of Headtune that wrote it
 * @param classes class names in the order of the network's outputs
 * @param label name of the label column, or null where the data has none, as in IDX files
 * @param labelAliases labels that stand for classes written in another way
 * @param input shape of one example
 * @param columns input columns with their fitted preprocessing
 * @param typical the first numbers of a row in the mean of training rows, as many as there are
 *     before bags, images and sequences; empty where nobody has taken it, as in formats before 5
 * @param training what the training rows hold in some columns, to tell whether other rows are like
 *     them
 * @param metrics what the model is worth, by part of the data
 * @param calibration fitted to the probabilities after training, or null, as in checkpoints
 * @param multiLabel what belongs to a head {@code sigmoid}, or null where a row has one class
 * @param objective the word for what the network has learnt without labels, so that there are no
 *     classes; null where it has learnt classes
 * @param provenance where the model comes from
 * @param entries size and SHA-256 of every other entry; filled in when the zip is written
 */
public record ModelCard(
    int formatVersion,
    String tool,
    List<String> classes,
    @JsonSetter(nulls = Nulls.SET) String label,
    Map<String, String> labelAliases,
    Shape input,
    FittedColumns columns,
    List<Float> typical,
    List<ColumnShares> training,
    JsonNode metrics,
    @JsonSetter(nulls = Nulls.SET) Calibration calibration,
    @JsonSetter(nulls = Nulls.SET) MultiLabel multiLabel,
    @JsonSetter(nulls = Nulls.SET) String objective,
    Provenance provenance,
    Map<String, EntrySum> entries) {

  /** The version that this tool writes; it reads this one and all before it. */
  public static final int FORMAT_VERSION = 6;

  /**
   * What an entry must be.
   *
   * @param size bytes
   * @param sha256 of those bytes, 64 hexadecimal digits
   */
  public record EntrySum(long size, String sha256) {}

  public ModelCard {
    classes = List.copyOf(classes);
    labelAliases = Map.copyOf(labelAliases);
    typical = List.copyOf(typical);
    training = List.copyOf(training);
    entries = Map.copyOf(entries);
  }

  /** A card for a model that is about to be written. */
  public static ModelCard of(
      ClassNames classes,
      String label,
      FittedColumns columns,
      Object metrics,
      Provenance provenance) {
    Draft draft = new Draft();
    draft.tool = provenance.tool();
    draft.classes = classes.names();
    draft.label = label;
    draft.input = columns.shape();
    draft.columns = columns;
    draft.metrics = Json.tree(metrics);
    draft.provenance = provenance;
    return draft.card();
  }

  /** The card of a model whose rows may have several classes, or none. */
  public ModelCard with(MultiLabel labels) {
    return changed(draft -> draft.multiLabel = labels);
  }

  /** The card of a model that has learnt without labels and knows no classes. */
  public ModelCard withObjective(String word) {
    return changed(
        draft -> {
          draft.objective = word;
          draft.classes = List.of();
        });
  }

  /** The card with a mean of training rows. */
  public ModelCard withTypical(List<Float> numbers) {
    return changed(draft -> draft.typical = numbers);
  }

  /** The card with what training rows hold. */
  public ModelCard withTraining(List<ColumnShares> shares) {
    return changed(draft -> draft.training = shares);
  }

  /** The card with other ways to write labels. */
  public ModelCard withLabelAliases(Map<String, String> aliases) {
    return changed(draft -> draft.labelAliases = aliases);
  }

  /** The card of the same network with another calibration, as this tool writes it. */
  public ModelCard withCalibration(Calibration fitted) {
    return changed(
        draft -> {
          draft.formatVersion = FORMAT_VERSION;
          draft.calibration = fitted;
        });
  }

  /** The card with other metrics. */
  public ModelCard withMetrics(Object measured) {
    return changed(draft -> draft.metrics = Json.tree(measured));
  }

  ModelCard withEntries(Map<String, EntrySum> sums) {
    return changed(draft -> draft.entries = sums);
  }

  /**
   * Refuses a model that knows no classes.
   *
   * @param zip where it stands
   * @throws UserError with {@link ExitCode#MODEL_FILE}
   */
  public ModelCard requireClasses(Path zip) {
    if (objective != null) {
      throw new UserError(
          ExitCode.MODEL_FILE,
          Place.of(zip.toString()),
          "has learnt without labels ("
              + Text.printable(objective)
              + ") and knows no classes; give it a head with `headtune finetune` first, by a config"
              + " with `from` and labelled rows");
    }
    return this;
  }

  /**
   * How tables for this model tell labels.
   *
   * @param column the label column, if it is not the model's own
   */
  public LabelForm labelForm(Optional<String> column) {
    return new LabelForm(column.orElse(label), labelSeparator(), labelAliases);
  }

  /** What stands between the classes of a label; empty where a label is one class. */
  public Optional<String> labelSeparator() {
    return Optional.ofNullable(multiLabel).map(MultiLabel::separator);
  }

  /** The classes in the order of the network's outputs. */
  public ClassNames classNames() {
    return ClassNames.inOrder(classes);
  }

  private ModelCard changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.card();
  }

  /** A card in the making: the one place that names every component again. */
  private static final class Draft {
    private int formatVersion = FORMAT_VERSION;
    private String tool;
    private List<String> classes;
    private String label;
    private Map<String, String> labelAliases = Map.of();
    private Shape input;
    private FittedColumns columns;
    private List<Float> typical = List.of();
    private List<ColumnShares> training = List.of();
    private JsonNode metrics;
    private Calibration calibration;
    private MultiLabel multiLabel;
    private String objective;
    private Provenance provenance;
    private Map<String, EntrySum> entries = Map.of();

    Draft() {}

    Draft(ModelCard card) {
      formatVersion = card.formatVersion;
      tool = card.tool;
      classes = card.classes;
      label = card.label;
      labelAliases = card.labelAliases;
      input = card.input;
      columns = card.columns;
      typical = card.typical;
      training = card.training;
      metrics = card.metrics;
      calibration = card.calibration;
      multiLabel = card.multiLabel;
      objective = card.objective;
      provenance = card.provenance;
      entries = card.entries;
    }

    ModelCard card() {
      return new ModelCard(
          formatVersion,
          tool,
          classes,
          label,
          labelAliases,
          input,
          columns,
          typical,
          training,
          metrics,
          calibration,
          multiLabel,
          objective,
          provenance,
          entries);
    }
  }
}
