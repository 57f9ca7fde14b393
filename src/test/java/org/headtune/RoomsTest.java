package org.headtune;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rooms, what each may use, and the habits of the whole house. */
@AnalyzeClasses(packages = "org.headtune", importOptions = DoNotIncludeTests.class)
final class RoomsTest {

  private record Room(String name, List<String> rooms, List<String> libraries) {}

  private static final String[] JDK = {"java..", "javax..", "jdk..", "com.sun.management.."};

  /** Packages of the libraries, by their names in the table of rooms. */
  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("nothing", List.of()),
          Map.entry("DL4J", List.of("org.deeplearning4j..")),
          Map.entry("ND4J", List.of("org.nd4j..", "org.bytedeco..")),
          Map.entry("snakeyaml-engine", List.of("org.snakeyaml..")),
          Map.entry("FastCSV", List.of("de.siegmar.fastcsv..")),
          Map.entry("FastDoubleParser", List.of("ch.randelshofer.fastdoubleparser..")),
          Map.entry(
              "Parquet",
              List.of("org.apache.parquet..", "org.apache.hadoop..", "io.airlift.compress..")),
          Map.entry("Jackson", List.of("com.fasterxml.jackson..")),
          Map.entry("SLF4J", List.of("org.slf4j..")),
          Map.entry("Logback", List.of("ch.qos.logback..")),
          Map.entry("Spark", List.of("org.apache.spark..", "scala..")),
          Map.entry("JMustache", List.of("com.samskivert.mustache..")),
          Map.entry("picocli", List.of("picocli..")),
          Map.entry("progressbar", List.of("me.tongfei.progressbar..")),
          Map.entry("JLine", List.of("org.jline..")),
          Map.entry("sun.misc.Signal", List.of("sun.misc..")));

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z]+)` \\| [^|]+ \\| ([^|]+) \\|$");

  /** The table of docs/architecture.md. The base package is free to all. */
  private static final List<Room> ROOMS = rooms();

  @ArchTest
  static final ArchRule a_room_uses_only_the_rooms_and_libraries_of_its_row =
      CompositeArchRule.of(ROOMS.stream().map(RoomsTest::row).toList()).allowEmptyShould(true);

  @ArchTest
  static final ArchRule every_class_is_in_a_room_of_the_table_or_in_the_base_package =
      classes()
          .should()
          .resideInAnyPackage(
              with(
                  ROOMS.stream()
                      .map(room -> "org.headtune." + room.name + "..")
                      .toArray(String[]::new),
                  "org.headtune"));

  @ArchTest
  static final ArchRule the_base_package_imports_no_room =
      classes()
          .that()
          .resideInAPackage("org.headtune")
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.headtune"));

  @ArchTest
  static final ArchRule rooms_form_no_circle =
      slices().matching("org.headtune.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule a_config_is_a_record_or_a_family_of_records_in_the_config_room =
      classes()
          .that()
          .haveSimpleNameEndingWith("Config")
          .should()
          .resideInAPackage("org.headtune.config")
          .andShould(
              be(describe("records or interfaces", kind -> kind.isRecord() || kind.isInterface())));

  @ArchTest
  static final ArchRule classes_are_final =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAnonymousClasses()
          .and(describe("not sealed", kind -> !kind.reflect().isSealed()))
          .should()
          .haveModifier(FINAL);

  @ArchTest
  static final ArchRule nothing_is_called_util_helper_or_manager =
      noClasses()
          .should()
          .haveNameMatching(".*(Utils?|Helpers?|Managers?)")
          .orShould()
          .resideInAnyPackage("..util..", "..common..", "..helper..", "..misc..");

  @ArchTest
  static final ArchRule only_the_cli_prints =
      noClasses().that().resideOutsideOfPackage("..cli..").should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule generic_exceptions_are_not_thrown =
      NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

  @ArchTest
  static final ArchRule only_main_and_a_second_signal_exit =
      noClasses()
          .that()
          .haveNameNotMatching(
              "org\\.headtune\\.(cli\\.(Main|Signals\\$Listening)|spark\\.SparkMain)")
          .should()
          .accessTargetWhere(named("java.lang.(System|Runtime)#(exit|halt)"));

  @ArchTest
  static final ArchRule time_and_chance_are_handed_in =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli..")
          .should()
          .accessTargetWhere(
              named(
                  "java.time.[A-Za-z]+#now",
                  "java.time.Clock#(system|tick).*",
                  "java.lang.System#(currentTimeMillis|nanoTime)",
                  "java.lang.Math#random",
                  "java.util.UUID#randomUUID",
                  "java.util.Collections#shuffle",
                  "java.util.concurrent.ThreadLocalRandom#current",
                  "java.security.SecureRandom#<init>"))
          .orShould()
          .callConstructor(Date.class)
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .callConstructor(SplittableRandom.class);

  @ArchTest
  static final ArchRule static_fields_are_final = fields().that().areStatic().should().beFinal();

  /** Each of these runs Java deserialization, loads a class that a file names, or trusts sizes. */
  @ArchTest
  static final ArchRule files_are_read_by_our_own_parsers_alone =
      noClasses()
          .should()
          .accessTargetWhere(
              named(
                  "org.deeplearning4j.util.ModelSerializer#(restore|addObject|getObject|list).*",
                  "org.deeplearning4j.util.ModelSerializer#addNormalizerToModel",
                  "org.deeplearning4j.*ModelGuesser#.*",
                  "org.deeplearning4j.*#(load|fromJson|fromYaml)",
                  "org.nd4j.linalg.factory.Nd4j#(read|load|createFromNp|createNp|fromNp).*",
                  "org.nd4j.linalg.dataset.*#(load|restore).*",
                  "org.nd4j.*SerializationUtils#.*"))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class);

  @ArchTest
  static final ArchRule files_are_looked_through_without_mathematics =
      noClasses()
          .that()
          .resideInAPackage("org.headtune.artifact")
          .and()
          .haveNameNotMatching(
              ".*\\.(ModelZip|GraphLoader|LoadedModel|ForeignModel|RunFolder|Checkpoints)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "org.deeplearning4j..");

  private static List<Room> rooms() {
    String page = read(Path.of("docs/architecture.md"));
    int from = page.indexOf("## The rooms");
    List<Room> rooms = new ArrayList<>();
    Matcher row = ROW.matcher(page.substring(from, page.indexOf("\n## ", from)));
    while (row.find()) {
      rooms.add(room(row.group(1), row.group(2), rooms.stream().map(Room::name).toList()));
    }
    return rooms;
  }

  private static Room room(String name, String mayUse, List<String> above) {
    List<String> others = new ArrayList<>();
    List<String> libraries = new ArrayList<>();
    for (String word : mayUse.split("[,;] ", -1)) {
      if (word.equals("every room above")) {
        others.addAll(above);
      } else if (word.startsWith("`")) {
        others.add(word.replace("`", ""));
      } else {
        libraries.addAll(Objects.requireNonNull(LIBRARIES.get(word), word));
      }
    }
    return new Room(name, others, libraries);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ArchRule row(Room room) {
    Stream<String> rooms =
        Stream.concat(room.rooms.stream(), Stream.of(room.name))
            .map(name -> "org.headtune." + name);
    Stream<String> allowed =
        Stream.of(
                rooms.map(name -> name + ".."), room.libraries.stream(), Stream.of("org.headtune"))
            .flatMap(packages -> packages);
    return classes()
        .that()
        .resideInAPackage("org.headtune." + room.name + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(with(JDK, allowed.toArray(String[]::new))));
  }

  private static String[] with(String[] packages, String... more) {
    return Stream.concat(Stream.of(packages), Stream.of(more)).toArray(String[]::new);
  }

  /** Calls and references of a method or constructor whose {@code owner#name} matches. */
  private static DescribedPredicate<JavaAccess<?>> named(String... targets) {
    Pattern pattern = Pattern.compile(String.join("|", targets));
    return describe(
        "the target is one of " + List.of(targets),
        access ->
            pattern.matcher(access.getTargetOwner().getName() + "#" + access.getName()).matches());
  }
}
