package org.headtune.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.Checkpoint;
import org.headtune.artifact.Checkpoints;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.Provenance;
import org.headtune.config.TrainingConfig;
import org.headtune.data.ClassNames;
import org.headtune.data.Inherited;
import org.headtune.training.EarlyStopping;

/**
 * The checkpoint that a run goes on from.
 *
 * @param zip the file
 */
record Resumption(Path zip, ModelCard card, TrainingState state) {
  private static final String EPOCHS = "training.epochs";

  /** May change from one part of a run to the next. */
  private static final Pattern FREE =
      Pattern.compile(
          "training\\.(epochs|max_time|checkpoint\\..*|early_stopping\\..*)|calibration\\..*|data\\.storage");

  /** Come from the checkpoint even where the config was changed. */
  private static final Pattern FIXED =
      Pattern.compile("(from|model|finetune|training\\.optimizer)\\b.*");

  /**
   * The newest checkpoint that is in order.
   *
   * @param output a run folder
   */
  static Resumption of(Path output, Story story) {
    Checkpoints.Newest<TrainingState> newest = Checkpoints.newest(output, TrainingState.class);
    try (CheckedModel checked = newest.model()) {
      newest
          .refused()
          .forEach(fault -> story.warning(fault.getMessage() + "; the one before is taken"));
      return new Resumption(checked.zip(), checked.card(), newest.state());
    }
  }

  /** The network with its optimiser, and the best weights. */
  Checkpoint<TrainingState> load() {
    return ModelZip.readCheckpoint(zip, TrainingState.class);
  }

  /** Columns and classes as the run had them from its beginning. */
  Inherited inherited() {
    if (card.objective() != null) {
      return new Inherited(card.columns(), false, found -> found);
    }
    ClassNames classes = card.classNames();
    return new Inherited(
        card.columns(),
        false,
        found -> {
          List<String> unknown = new ArrayList<>(found.names());
          unknown.removeAll(classes.names());
          if (!unknown.isEmpty()) {
            throw new UserError(
                ExitCode.DATA,
                "the data has the new classes "
                    + Text.printable(String.join(", ", unknown))
                    + ", and a run cannot go on with other classes than those it was begun with ("
                    + Text.printable(String.join(", ", classes.names()))
                    + "); put the old data back, or start a new run");
          }
          return classes;
        });
  }

  /**
   * Whether the run may go on as it is asked to now.
   *
   * @param force whether it may with other settings and other data, as far as the checkpoint allows
   * @throws UserError with {@link ExitCode#CONFIG} naming each setting that has changed, with
   *     {@link ExitCode#DATA} naming each file
   */
  void compare(RunRecord now, Monitor monitor, boolean force, Story story) {
    compareSettings(now, monitor, force, story);
    compareData(now, force, story);
    compareMachine(now.provenance(), story);
    story.note(
        String.format(
            Locale.ROOT,
            "goes on in epoch %d after %d of its batches, from %s: network, optimiser, best epoch"
                + " (%d) and %d epochs of metrics come from there",
            state.position().epoch(),
            state.position().batches(),
            Text.printable(zip.toString()),
            state.stopping().bestEpoch(),
            state.epochs().size()));
  }

  private void compareSettings(RunRecord now, Monitor monitor, boolean force, Story story) {
    List<Fault> faults = new ArrayList<>();
    Map<String, String> settings = now.settings();
    TreeSet<String> paths = new TreeSet<>(settings.keySet());
    paths.addAll(state.settings().keySet());
    for (String path : paths) {
      String before = state.settings().getOrDefault(path, "not set");
      String after = settings.getOrDefault(path, "not set");
      if (before.equals(after)) {
        continue;
      }
      Place place = now.config().place(path);
      if (isFree(path, now)) {
        story.note(path + " is now " + after + " (was " + before + ")");
      } else if (!force) {
        faults.add(
            new Fault(
                place,
                path
                    + " is "
                    + Text.printable(after)
                    + ", but was "
                    + Text.printable(before)
                    + " when the run began; put it back, or give --force"));
      } else if (FIXED.matcher(path).matches()) {
        story.warning(path + " stays " + before + ", as the checkpoint has it");
      } else {
        story.warning(path + " is now " + after + " (was " + before + ")");
      }
    }
    if (!monitor.word().equals(state.monitor())) {
      faults.add(
          new Fault(
              now.config().place("training.early_stopping.monitor"),
              "the best epoch was chosen by "
                  + state.monitor()
                  + " so far and cannot be compared by "
                  + monitor.word()
                  + "; put training.early_stopping.monitor back"));
    }
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.CONFIG, faults);
    }
  }

  /** More or fewer epochs would bend a schedule that has been followed for a while. */
  private static boolean isFree(String path, RunRecord now) {
    boolean bends =
        path.equals(EPOCHS) && now.config().config().training().schedule().dependsOnLength();
    return FREE.matcher(path).matches() && !bends;
  }

  private void compareData(RunRecord now, boolean force, Story story) {
    List<Fault> faults = new ArrayList<>();
    Map<String, String> before = card.provenance().dataSha256();
    Map<String, String> after = now.provenance().dataSha256();
    Set<String> files = new TreeSet<>(before.keySet());
    files.addAll(after.keySet());
    for (String file : files) {
      String then = before.get(file);
      String there = after.get(file);
      Place place = Place.of(file);
      if (!Objects.equals(then, there) && force) {
        story.warning(new Fault(place, change(then, there)).toString());
      } else if (!Objects.equals(then, there)) {
        faults.add(
            new Fault(place, change(then, there) + "; " + mend(then, there) + ", or give --force"));
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.DATA, faults);
    }
  }

  /** What has become of a file, by its SHA-256 then and now; null where it was not read. */
  private static String change(String before, String after) {
    if (before == null) {
      return "was not there when the run began, and its rows would change which ones are held out";
    }
    return after == null
        ? "was read when the run began and is not any more"
        : "has changed since the run began (SHA-256 " + after + ", was " + before + ")";
  }

  private static String mend(String before, String after) {
    if (before == null) {
      return "take it away";
    }
    return after == null ? "put it back" : "put the old file back";
  }

  private void compareMachine(Provenance now, Story story) {
    Provenance before = card.provenance();
    List<String> changes = new ArrayList<>();
    change(changes, "threads", before.threads(), now.threads());
    change(changes, "backend", before.backend(), now.backend());
    change(changes, "BLAS", before.blas(), now.blas());
    change(changes, "Java", before.java(), now.java());
    change(changes, "system", before.os(), now.os());
    change(changes, "Headtune", before.tool(), now.tool());
    if (!changes.isEmpty()) {
      story.warning(
          "not the machine of before ("
              + String.join("; ", changes)
              + "): the last bits of the result may differ from those of an uninterrupted run");
    }
  }

  private static void change(List<String> changes, String name, Object before, Object now) {
    if (!Objects.equals(before, now)) {
      changes.add(name + " " + Text.printable(now + ", was " + before));
    }
  }

  /** Whether the run was told to go on beyond the epochs that it was begun with. */
  boolean isExtended(RunRecord now) {
    return !now.settings().get(EPOCHS).equals(state.settings().get(EPOCHS));
  }

  /** Whether no epoch is left to train. */
  boolean isOver(RunRecord now, Monitor monitor) {
    TrainingConfig training = now.config().config().training();
    EarlyStopping stopping = monitor.stopping(training);
    stopping.recall(state.stopping());
    return state.position().epoch() > training.epochs()
        || (stopping.shouldStop() && !isExtended(now));
  }

  /** What a command ends with that finds the run finished. */
  Outcome nothingToDo(Path output, RunRecord run) {
    int epochs = state.epochs().size();
    String text =
        String.format(
            Locale.ROOT,
            "the run in %s is finished after %d epochs, nothing is left to do; more epochs:"
                + " --set training.epochs=%d%s%n",
            Text.printable(output.toString()),
            epochs,
            2 * epochs,
            // Its curve is stretched, which changes the epochs that are still to come only.
            run.config().config().training().schedule().dependsOnLength() ? " --force" : "");
    return new Outcome(
        text, Json.write(Map.of("output", output.toString(), "epochs", epochs, "finished", true)));
  }
}
