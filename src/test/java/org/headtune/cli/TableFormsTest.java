package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One table in all forms that are read: every command takes them, and the numbers are the same. */
final class TableFormsTest {
  private static final String TABLE =
      Workplace.table(60).replace(",b\n", ",caf\u00E9 b\n").replace(",c\n", ",it's c\n");

  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static void refused(String says, String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains(says);
  }

  /** Written by Jackson. */
  private static String json(String table) {
    List<String> lines = table.lines().toList();
    String[] names = lines.get(0).split(",", -1);
    ObjectMapper mapper = new ObjectMapper();
    StringBuilder json = new StringBuilder();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      ObjectNode object = mapper.createObjectNode();
      for (int i = 0; i < names.length; i++) {
        if (cells[i].matches("-?[0-9.]+")) {
          object.put(names[i], Double.parseDouble(cells[i]));
        } else {
          object.put(names[i], cells[i]);
        }
      }
      json.append(object).append('\n');
    }
    return json.toString();
  }

  /** Points become commas, commas semicolons; texts stand in single quotes, in Latin-1. */
  private static byte[] german(String table) {
    return table
        .replace(',', ';')
        .replace('.', ',')
        .replace("caf\u00E9 b", "'caf\u00E9 b'")
        .replace("it's c", "'it''s c'")
        .replace("\n", " \n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private String predictions(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "predict";
    all[1] = place.word("run");
    System.arraycopy(words, 0, all, 2, words.length);
    return done(all).out();
  }

  @Test
  void json_lines_are_taken_by_every_command() throws IOException {
    place.write("train.csv", TABLE);
    String csv = place.write("rows.csv", TABLE).toString();
    place.trained();
    String expected = predictions(csv);

    String json = place.write("rows.jsonl", json(TABLE)).toString();
    assertThat(predictions(json)).isEqualTo(expected);
    Run piped = Run.withInput(json(TABLE), "predict", place.word("run"), "-");
    assertThat(piped.out()).as(piped.err()).isEqualTo(expected);
    assertThat(done("evaluate", place.word("run"), json, "--json").out().replace(json, csv))
        .isEqualTo(done("evaluate", place.word("run"), csv, "--json").out());
    done("calibrate", place.word("run"), json);

    place.write("train.csv", json(TABLE));
    done("check", place.word("config.yaml"));
    place.trained();
    assertThat(predictions(csv)).isEqualTo(expected);
    String longer = "training.epochs=3";
    done("train", place.word("config.yaml"), "--resume", "--set", longer);
    String resumed = Workplace.sha256(place.path("run/model.zip"));
    done("train", place.word("config.yaml"), "--force", "--set", longer);
    assertThat(Workplace.sha256(place.path("run/model.zip"))).isEqualTo(resumed);
  }

  @Test
  void a_model_reads_tables_as_those_it_was_trained_on_were_written() throws IOException {
    place.write("train.csv", TABLE);
    String utf8 = place.write("rows.csv", TABLE).toString();
    place.trained();
    String expected = predictions(utf8);

    place.write("train.csv", german(TABLE));
    String german = place.write("german.csv", german(TABLE)).toString();
    String[] settings = {
      "data.encoding=latin_1", "data.quote=single", "data.decimal_comma=true", "data.trim=true"
    };
    String[] words = {
      "train",
      place.word("config.yaml"),
      "--force",
      "--set",
      "",
      "--set",
      "",
      "--set",
      "",
      "--set",
      ""
    };
    for (int i = 0; i < settings.length; i++) {
      words[4 + 2 * i] = settings[i];
    }
    done(words);
    assertThat(predictions(german)).isEqualTo(expected);
    assertThat(done("evaluate", place.word("run"), german).out()).contains("accuracy");
    String json = place.write("rows.jsonl", json(TABLE)).toString();
    assertThat(predictions(json, "--encoding", "utf_8")).isEqualTo(expected);
    refused("rows.jsonl: is in UTF-8", "predict", place.word("run"), json);
    assertThat(done("inspect", place.word("run")).out())
        .contains(
            "tables: encoding latin_1, quotes single, blanks around cells are no part of them,"
                + " decimal commas");
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label, encoding: latin_1, quote: single, decimal_comma: true, trim: true}
        training: {epochs: 1}
        output: '%s'
        """
            .formatted(place.word("run"), german, place.word("tuned")));
    done("finetune", place.word("finetune.yaml"));
    done("predict", place.word("tuned"), german);
  }

  @Test
  void a_latin_1_file_is_not_read_unasked() throws IOException {
    place.write("train.csv", TABLE.getBytes(StandardCharsets.ISO_8859_1));
    refused("set data.encoding (or --encoding) to latin_1", "check", place.word("config.yaml"));
    Run init = Run.of("init", place.word("train.csv"), "-o", place.word("made.yaml"));
    assertThat(init.exit()).isEqualTo(4);
    done("init", place.word("train.csv"), "-o", place.word("made.yaml"), "--encoding", "latin_1");
    assertThat(Files.readString(place.path("made.yaml"))).contains("  encoding: latin_1");
    done("check", place.word("made.yaml"));
  }

  @Test
  void files_that_a_pattern_fits_are_one_table() throws IOException {
    List<String> lines = TABLE.lines().toList();
    place.write("train.csv", TABLE);
    place.trained();
    String expected = predictions(place.word("train.csv"));
    for (int part = 0; part < 3; part++) {
      String rows = String.join("\n", lines.subList(1 + 20 * part, 21 + 20 * part));
      place.write("part-" + part + ".csv", lines.get(0) + "\n" + rows + "\n");
    }
    place.config("part-*.csv", "");
    place.trained();
    assertThat(predictions(place.word("train.csv"))).isEqualTo(expected);
    assertThat(predictions(place.word("part-*.csv"))).isEqualTo(expected);
    String provenance = Files.readString(place.path("run/provenance.json"));
    for (int part = 0; part < 3; part++) {
      String name = "part-" + part + ".csv";
      assertThat(provenance).contains(name, Workplace.sha256(place.path(name)));
    }
    done("evaluate", place.word("run"), place.word("part-*.csv"));
    done("init", place.word("part-*.csv"), "-o", place.word("made.yaml"));
    done("check", place.word("made.yaml"));
    refused("no file fits", "predict", place.word("run"), place.word("none-*.csv"));
  }

  @Test
  void what_has_no_use_in_json_lines_is_refused() throws IOException {
    place.write("train.csv", json(TABLE));
    for (String setting :
        List.of(
            "data.delimiter=;",
            "data.quote=single",
            "data.header=false",
            "data.decimal_comma=true")) {
      Run run =
          Run.of(
              "check", place.word("config.yaml"), "--set", "data.format=jsonl", "--set", setting);
      assertThat(run.exit()).as(setting).isEqualTo(3);
      assertThat(run.err()).contains("has no use in JSON Lines");
    }
  }

  @Test
  void a_faulty_line_of_json_can_be_left_out() throws IOException {
    place.trained();
    String rows = "{\"x\":1,\"y\":2}\n{\"x\":1,\n{\"x\":1,\"y\":2}\n";
    Run run = Run.withInput(rows, "predict", place.word("run"), "-", "--on-error", "skip");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.err()).contains("stdin:2:8: the line ends within an object");
    Run strict = Run.withInput(rows, "predict", place.word("run"), "-");
    assertThat(strict.exit()).isEqualTo(4);
  }
}
