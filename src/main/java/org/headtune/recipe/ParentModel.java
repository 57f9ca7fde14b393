package org.headtune.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.artifact.ModelFile;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.Provenance;
import org.headtune.config.DataConfig;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.FinetuneConfig.Labels;
import org.headtune.config.FinetuneConfig.Preprocessing;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.RunConfig;
import org.headtune.data.ClassNames;
import org.headtune.data.Inherited;
import org.headtune.data.LabelPlan;
import org.headtune.data.Prepared;
import org.headtune.data.RowStorage;
import org.headtune.data.Shape;
import org.headtune.model.LayerFate;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.StepRules;
import org.headtune.model.TransferPlan;
import org.headtune.model.Truncation;

/**
 * The model that fine-tuning starts from, and what becomes of its columns, classes and layers.
 *
 * @param file what it says of itself
 */
record ParentModel(ResolvedConfig config, ModelFile file) {
  /** Keys of {@code data} that the old model has decided already. */
  private static final Set<String> DECIDED =
      Set.of("scaling", "missing", "missing_tokens", "was_missing", "columns", "image", "sequence");

  /** The model that a config starts from; the mathematics is not needed yet. */
  static ParentModel of(ResolvedConfig config) {
    String from = config.config().from().orElseThrow();
    return new ParentModel(config, ModelFile.read(Path.of(from)));
  }

  private RunConfig run() {
    return config.config();
  }

  private FinetuneConfig finetune() {
    return run().finetune().orElseThrow();
  }

  /**
   * The rows to learn from, with the columns as the old model knows them.
   *
   * @param storage keeps the encoded rows
   */
  Prepared prepare(RowStorage storage) {
    DataConfig data = run().data();
    long seed = run().training().seed();
    requireSameHead(data.labelSeparator());
    if (file.card() == null) {
      return prepareForUnknown(Prepared.prepare(data, seed, storage));
    }
    boolean refit = finetune().preprocessing() == Preprocessing.REFIT;
    requireUndecided(config, refit);
    requireClasses();
    LabelPlan labels = labels();
    data.labelSeparator().ifPresent(mark -> requireWhole(mark, labels.parent().names()));
    return Prepared.prepare(
        data,
        seed,
        new Inherited(
            Inherited.calledAs(file.card().columns(), data),
            refit,
            found -> labels.classes(found, data.trainName())),
        storage);
  }

  /** What has learnt without labels has no classes to keep. */
  private void requireClasses() {
    if (file.card().objective() != null && finetune().labels() != Labels.DATA) {
      throw new UserError(
          ExitCode.CONFIG,
          config.place("finetune.labels"),
          "finetune.labels is "
              + finetune().labels().name().toLowerCase(Locale.ROOT)
              + ", but the model that training starts from has no classes; set it to data, or remove"
              + " it");
    }
  }

  /** A head is kept or made anew, but never becomes one of another kind. */
  private void requireSameHead(Optional<String> separator) {
    boolean several = file.card() != null && file.card().multiLabel() != null;
    if (several && separator.isEmpty()) {
      throw new UserError(
          ExitCode.CONFIG,
          config.place("data"),
          "names no label_separator, but the model of "
              + Text.printable(file.path().toString())
              + " gives a row several classes or none; set it, such as "
              + Text.quoted(file.card().multiLabel().separator())
              + ", as in the data of that model");
    } else if (!several && separator.isPresent()) {
      throw new UserError(
          ExitCode.CONFIG,
          config.place("data.label_separator"),
          "data.label_separator says that rows may have several classes, but the model of "
              + Text.printable(file.path().toString())
              + " ends in a softmax, which gives each row exactly one; remove the key, or train from"
              + " random weights with `model.head: {type: sigmoid}`");
    }
  }

  /** Such a class could not be told from two others. */
  private void requireWhole(String separator, List<String> classes) {
    List<String> torn = classes.stream().filter(name -> name.contains(separator)).toList();
    if (!torn.isEmpty()) {
      throw new UserError(
          ExitCode.CONFIG,
          config.place("data.label_separator"),
          "data.label_separator is "
              + Text.quoted(separator)
              + ", which stands within the old model's class "
              + Text.quoted(torn.get(0))
              + "; take another separator, or rename the class by finetune.rename");
    }
  }

  /** A setting that would have no effect is a misunderstanding. */
  static void requireUndecided(ResolvedConfig config, boolean refit) {
    List<Fault> faults = new ArrayList<>();
    for (ResolvedConfig.Entry entry : config.entries()) {
      String key = entry.path().replaceFirst("^data\\.", "").replaceFirst("[.\\[].*", "");
      boolean data = entry.path().startsWith("data.");
      if (data
          && DECIDED.contains(key)
          && entry.place() != null
          && !(refit && key.equals("scaling"))) {
        faults.add(
            new Fault(
                entry.place(),
                entry.path()
                    + " has no effect here: the preprocessing comes from the model that training"
                    + " starts from; remove the key"
                    + (key.equals("scaling") ? ", or set finetune.preprocessing to refit" : "")));
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.CONFIG, faults);
    }
  }

  /** A zip of plain Deeplearning4j knows neither columns nor classes, only how many. */
  private Prepared prepareForUnknown(Prepared data) {
    if (finetune().labels() != Labels.DATA || !finetune().rename().isEmpty()) {
      throw new UserError(
          ExitCode.CONFIG,
          config.place("finetune.labels"),
          "a zip of plain Deeplearning4j does not name its classes, so none can be kept or renamed;"
              + " set finetune.labels to data");
    }
    Shape found = data.columns().shape();
    Shape expected = file.input();
    if (expected.image() ? !found.equals(expected) : found.size() != expected.size()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(run().data().trainName()),
          String.format(
              Locale.ROOT,
              "its columns become %s inputs, but the network of %s takes %s%s",
              found,
              Text.printable(file.path().toString()),
              expected,
              expected.image() ? "; set data.image" : ""));
    }
    return data;
  }

  private LabelPlan labels() {
    return LabelPlan.of(finetune(), file.card().classes(), config.place("finetune.rename"));
  }

  /** For each class of the new model the output of the old one that it continues, or -1. */
  private int[] fromParent(ClassNames classes) {
    int[] none = new int[classes.size()];
    Arrays.fill(none, -1);
    return file.card() == null ? none : labels().fromParent(classes);
  }

  /** The network with its weights. */
  SoftmaxClassifier network() {
    return SoftmaxClassifier.of(
        file.card() == null
            ? ModelZip.readForeign(file.path()).graph()
            : ModelZip.read(file.path()).graph(),
        file.input());
  }

  /** What becomes of each layer. */
  TransferPlan plan(SoftmaxClassifier network, Prepared data) {
    int rows = BatchRoom.rows(run().training(), data.train());
    TransferPlan plan =
        TransferPlan.of(
                network.graph(),
                data.columns().shape(),
                finetune(),
                Arrays.stream(fromParent(data.classes())).boxed().toList(),
                rows,
                run().training().optimizer(),
                Truncation.of(run().training()),
                config::place)
            .with(StepRules.of(run().training()));
    Objective.requireKeptNorms(config, plan.layers());
    BatchRoom.require(config, plan.layers(), rows);
    return plan;
  }

  /** What the new model's provenance says of this one. */
  Provenance.Parent origin() {
    return new Provenance.Parent(file.path().toString(), file.sha256());
  }

  /**
   * What is kept, layer by layer and class by class.
   *
   * @param story is warned of old classes without rows
   */
  String text(TransferPlan plan, Prepared data, Story story) {
    TextColumns table =
        new TextColumns("layer", "kind", ">output", ">parameters", "weights", "training");
    for (LayerFate layer : plan.layers()) {
      boolean any = layer.parameters() > 0;
      table.row(
          Text.printable(layer.name()),
          layer.kind(),
          layer.output().toString(),
          String.format(Locale.ROOT, "%,d", layer.parameters()),
          any ? layer.start().word() : "",
          any ? layer.training() : "");
    }
    return String.format(
        Locale.ROOT,
        "starts from %s, SHA-256 %s%n%s%s%,d of %,d parameters are trained%n%s",
        Text.printable(file.path().toString()),
        file.sha256(),
        table.text(),
        plan.choices().stream().map(choice -> choice + "\n").collect(Collectors.joining()),
        plan.trainable(),
        plan.parameters(),
        file.card() == null ? "" : classes(data, story));
  }

  private String classes(Prepared data, Story story) {
    LabelPlan labels = labels();
    List<String> kept = new ArrayList<>(data.classes().names());
    kept.retainAll(labels.parent().names());
    List<String> added = new ArrayList<>(data.classes().names());
    added.removeAll(kept);
    int[] rows = data.train().sets().counts(data.train().labels(), data.classes().size());
    List<String> without =
        kept.stream().filter(name -> rows[data.classes().indexOf(name)] == 0).toList();
    if (!without.isEmpty()) {
      story.warning(
          "no training rows of the old classes "
              + words(without)
              + ": the model may forget them; add rows of each, or drop them with"
              + " finetune.labels: data");
    }
    return String.format(
        "classes kept: %s; added: %s; dropped: %s%n",
        words(kept), words(added), words(labels.dropped(data.classes())));
  }

  private static String words(List<String> names) {
    return names.isEmpty()
        ? "none"
        : Optional.of(Text.printable(String.join(", ", names)))
            .filter(text -> text.length() <= 400)
            .orElse(names.size() + " of them");
  }
}
