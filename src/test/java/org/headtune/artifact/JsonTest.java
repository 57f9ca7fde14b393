package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  private enum Policy {
    DROP_ROW,
    FAIL
  }

  private sealed interface Column {
    record PlainNumber(String name, double centerValue, Policy missing) implements Column {}

    record Text(String name, List<String> values) implements Column {}
  }

  private record Table(List<Column> columns, int rows) {}

  private static final Table TABLE =
      new Table(
          List.of(
              new Column.PlainNumber("a", 0.1, Policy.DROP_ROW),
              new Column.Text("b", List.of("x", "y"))),
          7);

  private static final String TABLE_JSON =
      """
      {"columns":[{"kind":"plain_number","name":"a","center_value":0.1,"missing":"drop_row"},\
      {"kind":"text","name":"b","values":["x","y"]}],"rows":7}""";

  private static Table table(String json) throws JsonProcessingException {
    return Json.read(new ObjectMapper().readTree(json), Table.class);
  }

  @Test
  void records_become_snake_case_and_come_back() throws JsonProcessingException {
    assertThat(Json.write(TABLE)).isEqualTo(TABLE_JSON);
    assertThat(table(TABLE_JSON)).isEqualTo(TABLE);
    assertThat(Json.read(Json.tree(TABLE), Table.class)).isEqualTo(TABLE);
  }

  @Test
  void maps_are_sorted_and_numbers_that_are_none_are_null() {
    Map<String, Object> map = new HashMap<>();
    map.put("b", Double.NaN);
    map.put("a", new double[] {1, Double.POSITIVE_INFINITY});
    map.put("c", Float.NaN);

    assertThat(Json.write(map)).isEqualTo("{\"a\":[1.0,null],\"b\":null,\"c\":null}");
    assertThat(Json.write(Json.tree(map))).isEqualTo("{\"a\":[1.0,null],\"b\":null,\"c\":null}");
    assertThat(Json.pretty(new TreeMap<>(Map.of("a", List.of(1)))))
        .isEqualTo("{\n  \"a\": [\n    1\n  ]\n}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"columns\":[]}",
        "{\"columns\":[],\"rows\":null}",
        "{\"columns\":null,\"rows\":1}",
        "{\"columns\":[null],\"rows\":1}",
        "{\"columns\":[],\"rows\":1,\"more\":2}",
        "{\"columns\":[],\"rows\":\"1\"}",
        "{\"columns\":[],\"rows\":1.5}",
        "{\"columns\":[{\"name\":\"b\",\"values\":[]}],\"rows\":1}",
        "{\"columns\":[{\"kind\":\"java.lang.Object\"}],\"rows\":1}",
        "{\"columns\":[{\"kind\":\"text\",\"name\":1,\"values\":[]}],\"rows\":1}",
        "{\"columns\":[{\"kind\":\"text\",\"name\":null,\"values\":[]}],\"rows\":1}",
        "{\"columns\":[{\"kind\":\"text\",\"name\":\"b\",\"values\":[null]}],\"rows\":1}"
      })
  void anything_but_the_record_is_refused(String json) {
    assertThatThrownBy(() -> table(json)).isInstanceOf(JsonProcessingException.class);
  }

  @Property
  void every_finite_double_comes_back(@ForAll double value) throws JsonProcessingException {
    Column.PlainNumber number = new Column.PlainNumber("x", value, Policy.FAIL);

    assertThat(Json.read(new ObjectMapper().readTree(Json.write(number)), Column.class))
        .isEqualTo(number);
  }
}
