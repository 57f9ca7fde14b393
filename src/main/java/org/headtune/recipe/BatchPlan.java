package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.artifact.Json;
import org.headtune.config.ConfigFile;
import org.headtune.config.HalvingConfig;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.ResolvedPlan;
import org.headtune.config.Setting;

/**
 * What a batch is to do.
 *
 * @param jobs in the order they are begun
 * @param folder of the batch
 * @param ranking what runs are ranked by; empty where they are not
 * @param halving how weak runs are stopped early
 * @param time after which no run goes on
 * @param drawn whether the configs were made by a sweep, and are the batch's own files
 */
public record BatchPlan(
    List<BatchJob> jobs,
    Path folder,
    Optional<Ranking> ranking,
    Optional<HalvingConfig> halving,
    Optional<Duration> time,
    boolean drawn) {
  private static final String ENDING = "\\.ya?ml$";
  private static final String OUTPUT = "output";

  /**
   * One run for each config.
   *
   * @param overrides words of {@code --set} for all
   * @throws UserError with {@link ExitCode#CONFIG} and the faults of all configs
   */
  public static BatchPlan of(List<Path> configs, List<String> overrides, Path folder) {
    Set<Fault> faults = new LinkedHashSet<>();
    List<BatchJob> jobs = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (Path file : configs) {
      int number = names.merge(stem(file), 1, Integer::sum);
      String name = number == 1 ? stem(file) : stem(file) + "-" + number;
      try {
        jobs.add(new BatchJob(name, ConfigFile.read(file, overrides), file, overrides));
      } catch (UserError e) {
        faults.addAll(e.faults());
      }
    }
    BatchPlan plan =
        new BatchPlan(jobs, folder, Optional.empty(), Optional.empty(), Optional.empty(), false);
    plan.requireApart(faults);
    return plan;
  }

  /**
   * The runs of a plan.
   *
   * @param overrides words of {@code --set} for all configs, below the values of the sweep
   * @param output in place of the plan's own
   * @throws UserError with {@link ExitCode#CONFIG} and every fault
   */
  public static BatchPlan of(ResolvedPlan plan, List<String> overrides, Optional<Path> output) {
    Set<Fault> faults = new LinkedHashSet<>();
    requireEffect(plan, faults);
    Ranking ranking = Ranking.of(plan);
    Path folder = output.orElseGet(() -> Path.of(plan.config().output()));
    List<List<Setting>> draws = Draws.of(plan);
    int digits = Integer.toString(draws.size()).length();
    List<BatchJob> jobs = new ArrayList<>();
    for (Path file : plan.config().configs().stream().map(Path::of).toList()) {
      for (int i = 0; i < draws.size(); i++) {
        String number = String.format(Locale.ROOT, "-%0" + digits + "d", i + 1);
        String name = stem(file) + (plan.config().sweep().isEmpty() ? "" : number);
        List<Setting> settings = new ArrayList<>(draws.get(i));
        settings.add(
            Setting.text(
                OUTPUT, folder.resolve("runs").resolve(name).toString(), plan.place(OUTPUT)));
        try {
          ResolvedConfig config = ConfigFile.read(file, overrides, settings);
          ranking.require(config);
          jobs.add(
              new BatchJob(
                  name, config, folder.resolve("configs").resolve(name + ".yaml"), List.of()));
        } catch (UserError e) {
          faults.addAll(e.faults());
        }
      }
    }
    BatchPlan batch =
        new BatchPlan(
            jobs,
            folder,
            Optional.of(ranking),
            plan.config().halving(),
            plan.config().time(),
            true);
    batch.requireApart(faults);
    return batch;
  }

  /** What is swept and then set otherwise would make runs that are the same. */
  private static void requireEffect(ResolvedPlan plan, Set<Fault> faults) {
    List<String> keys = List.copyOf(plan.config().sweep().keySet());
    for (String key : keys) {
      if (key.equals(OUTPUT)) {
        faults.add(
            new Fault(
                plan.sweepPlace(key),
                "output is no key to sweep, since each run has a folder of its own in that of the batch;"
                    + " expected another key: remove it"));
      }
      keys.stream()
          .skip(keys.indexOf(key))
          .filter(later -> key.startsWith(later + ".") || key.startsWith(later + "["))
          .forEach(
              later ->
                  faults.add(
                      new Fault(
                          plan.sweepPlace(key),
                          Text.printable(key)
                              + " has no effect, since "
                              + Text.printable(later)
                              + " comes after it and replaces the whole section; expected the section"
                              + " first: change their order")));
    }
  }

  private static String stem(Path config) {
    return config.getFileName().toString().replaceFirst(ENDING, "");
  }

  /** Two runs in one folder would be one run too few. */
  private void requireApart(Set<Fault> faults) {
    Map<Path, BatchJob> folders = new LinkedHashMap<>();
    for (BatchJob job : jobs) {
      Place place = job.config().place(OUTPUT);
      String says = "output is " + Text.printable(job.folder().toString());
      Path own = BatchJob.absolute(job.folder());
      BatchJob other = folders.putIfAbsent(own, job);
      if (other != null) {
        faults.add(
            new Fault(
                place,
                says
                    + ", where "
                    + Text.printable(other.file().toString())
                    + " writes too; expected a folder for each run: change one of them"));
      } else if (own.equals(BatchJob.absolute(folder))) {
        faults.add(
            new Fault(
                place,
                says
                    + ", which is the folder of the batch; expected another one: change it, or name"
                    + " another folder for the batch with -o"));
      }
    }
    jobs.forEach(job -> requireBeginning(job, folders, faults));
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.CONFIG, List.copyOf(faults));
    }
  }

  /** Two runs that start from each other's models would wait for ever. */
  private static void requireBeginning(
      BatchJob job, Map<Path, BatchJob> folders, Set<Fault> faults) {
    Set<String> waitedFor = new HashSet<>();
    Optional<BatchJob> parent = parent(job, folders);
    while (parent.isPresent() && waitedFor.add(parent.get().name())) {
      if (parent.get().name().equals(job.name())) {
        faults.add(
            new Fault(
                job.config().place("from"),
                "from is "
                    + Text.printable(job.from().orElseThrow().toString())
                    + ", a model that is to come from this run itself, by way of others of the batch;"
                    + " expected one of them to start elsewhere: change it"));
      }
      parent = parent(parent.get(), folders);
    }
  }

  /** The run in whose folder the model stands that a run starts from. */
  private static Optional<BatchJob> parent(BatchJob job, Map<Path, BatchJob> folders) {
    return job.from().stream()
        .flatMap(from -> Stream.iterate(BatchJob.absolute(from), Objects::nonNull, Path::getParent))
        .map(folders::get)
        .filter(other -> other != null && !other.name().equals(job.name()))
        .findFirst();
  }

  /** What would be done, if it were done. */
  public Outcome outline() {
    Comparison comparison =
        new Comparison(
            jobs.stream()
                .map(
                    job ->
                        new ComparedRun(
                            job.name(),
                            Optional.empty(),
                            ComparedRun.settings(job.config()),
                            Optional.empty(),
                            0))
                .toList());
    return new Outcome(comparison.settingsText(), Json.write(comparison.json()));
  }
}
