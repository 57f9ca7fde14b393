package org.headtune.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Configs with every key at random, inside the range that its declaration allows. */
final class RandomConfigs {
  private static final List<String> TEXTS =
      List.of(
          "no", "010", "null", "~", "true", "-", "1e3", "a: b", " x ", "#", "é\n", "'", "a.b", "[");
  private static final Set<Class<?>> BY_THEMSELVES =
      Set.of(ColumnConfig.class, DataConfig.class, SplitConfig.class, TextConfig.class);
  private static final double[] NUMBERS = {1e-8, 0.1, 0.30000000000000004, 0.999, 1, 7, 1e22};

  private final Random random;
  private int absent = 1; // optional keys for each that is there

  /** Java reads the annotations of a component anew each time it is asked for it. */
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  private RandomConfigs(long seed) {
    random = new Random(seed);
  }

  static RunConfig of(long seed) {
    RandomConfigs configs = new RandomConfigs(seed);
    return Stream.generate(() -> (RunConfig) configs.value(RunConfig.class, null))
        .map(RandomConfigs::withoutConflicts)
        .filter(config -> conflicts(config).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static List<Checked.Conflict> conflicts(RunConfig config) {
    DataConfig data = config.data();
    return Stream.of(
            Stream.of(config, data, config.training()),
            data.columns().values().stream(),
            data.split().stream())
        .flatMap(sections -> sections)
        .flatMap(section -> ((Checked) section).conflicts().stream())
        .toList();
  }

  /** Texts with a form, and sections that need or exclude each other, do not come by chance. */
  private static RunConfig withoutConflicts(RunConfig any) {
    TrainingConfig training = any.training();
    boolean fromModel = any.from().isPresent() && any.finetune().isPresent();
    ModelConfig network = withFittingHead(any);
    return new RunConfig(
        fromModel ? any.from() : Optional.empty(),
        any.data(),
        fromModel ? Optional.empty() : Optional.of(network),
        fromModel ? any.finetune() : Optional.empty(),
        new TrainingConfig(
            training.epochs(),
            training.batchSize(),
            training.seed(),
            training.optimizer(),
            scheduled(training.schedule()),
            training.clipping(),
            training.regularization(),
            training.accumulate(),
            training.weightAverage(),
            training.parameterAveraging(),
            new ObjectiveConfig.Classify(),
            new LossConfig(
                training.loss().labelSmoothing(),
                training.loss().focalGamma(),
                training.loss().classWeights(),
                0),
            training.oversample() && !training.loss().countsRows(),
            training.mixup(),
            training.augmentation(),
            training.truncatedBackpropagation(),
            training.earlyStopping(),
            new CheckpointConfig("500 steps", training.checkpoint().keepLast()),
            training.maxTime().map(time -> "8h")),
        any.calibration(),
        any.output());
  }

  private static ScheduleConfig scheduled(ScheduleConfig any) {
    Optional<String> warmup = any.warmup().map(text -> "3 epochs");
    if (any instanceof ScheduleConfig.Step c) {
      return new ScheduleConfig.Step(warmup, "7 steps", c.factor());
    } else if (any instanceof ScheduleConfig.Exponential c) {
      return new ScheduleConfig.Exponential(warmup, "1 epoch", c.factor());
    } else if (any instanceof ScheduleConfig.OneCycle c) {
      return new ScheduleConfig.OneCycle(warmup, c.startFactor(), c.endFactor());
    } else if (any instanceof ScheduleConfig.Polynomial c) {
      return new ScheduleConfig.Polynomial(warmup, c.power(), c.endFactor());
    }
    return any.warmup().isEmpty() ? any : new ScheduleConfig.InverseSqrt(warmup);
  }

  /** Rows may have several classes where data and head both say so. */
  private static ModelConfig withFittingHead(RunConfig any) {
    boolean several = any.data().labelSeparator().isPresent();
    HeadConfig head =
        any.model()
            .map(ModelConfig::head)
            .filter(drawn -> drawn instanceof HeadConfig.Sigmoid == several)
            .orElse(several ? new HeadConfig.Sigmoid(true) : new HeadConfig.Softmax());
    return new ModelConfig(
        any.model().flatMap(ModelConfig::transformer).map(RandomConfigs::ofOneHead),
        any.model().map(ModelConfig::layers).orElse(List.of()),
        head);
  }

  /** Heads divide the width. */
  private static TransformerConfig ofOneHead(TransformerConfig any) {
    return new TransformerConfig(
        any.layers(),
        any.width(),
        1,
        any.length(),
        any.feedForward(),
        any.dropout(),
        any.causal(),
        any.pool());
  }

  /** Heads divide the units of their layer. */
  private static Object withFittingHeads(Object any) {
    return any instanceof LayerConfig.SelfAttention c
        ? new LayerConfig.SelfAttention(c.units(), 1, c.headSize())
        : any;
  }

  private Object value(Type type, Key key) {
    Class<?> raw = Declaration.raw(type);
    if (raw == Optional.class) {
      return random.nextInt(1 + absent) > 0
          ? Optional.empty()
          : Optional.of(value(Declaration.content(type), key));
    } else if (raw == List.class) {
      // Where one text stands for a list of it, the list has some, and each once.
      int fewest = key != null && key.oneToo() ? 1 : 0;
      return Stream.generate(() -> value(Declaration.content(type), key))
          .limit(fewest + random.nextInt(4 - fewest))
          .distinct()
          .toList();
    } else if (raw == Map.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      Stream.generate(this::text)
          .limit(random.nextInt(3))
          .forEach(name -> map.put(name, value(Declaration.content(type), key)));
      return map;
    } else if (raw.isAnnotationPresent(Choice.class)) {
      return withFittingHeads(section(oneOf(List.copyOf(Declaration.alternatives(raw).values()))));
    } else if (raw == ColumnConfig.class) {
      absent = 5; // most keys of a column need a type of their own
      Object column = section(raw);
      absent = 1;
      return column;
    } else if (raw.isRecord()) {
      return section(raw);
    } else if (raw.isEnum()) {
      return oneOf(Arrays.asList(raw.getEnumConstants()));
    } else if (raw == boolean.class || raw == Boolean.class) {
      return random.nextBoolean();
    }
    return raw == String.class ? text() : number(raw, Range.of(raw, key));
  }

  /** Drawn anew, but for its maps, until its keys can stand beside each other. */
  private Object section(Class<?> type) {
    RecordComponent[] components = COMPONENTS.get(type);
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      Object made;
      do {
        for (int i = 0; i < values.length; i++) {
          if (values[i] == null || types[i] != Map.class) {
            values[i] =
                value(components[i].getGenericType(), components[i].getAnnotation(Key.class));
          }
        }
        made = constructor.newInstance(values);
      } while (BY_THEMSELVES.contains(type) && !((Checked) made).conflicts().isEmpty());
      return made;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  private String text() {
    if (random.nextBoolean()) {
      return oneOf(TEXTS);
    }
    int[] characters = random.ints(1 + random.nextInt(6), 0, 0x10000).toArray();
    return new String(characters, 0, characters.length);
  }

  private Object number(Class<?> raw, Range range) {
    if (!range.whole()) {
      return Stream.generate(() -> NUMBERS[random.nextInt(NUMBERS.length)])
          .filter(range::contains)
          .findFirst()
          .orElseThrow();
    }
    long whole = (long) (range.min() + random.nextDouble() * (range.max() - range.min()));
    return raw == long.class ? (Object) whole : (Object) (int) whole;
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
