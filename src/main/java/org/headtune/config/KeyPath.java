package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The written form of a way into the config: {@code model.layers[2].dense.units}, with items
 * counted from 0, and {@code data.columns['a.b'].type} for a name that is not one plain word.
 */
public final class KeyPath {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_-]+");
  private static final Pattern STEP =
      Pattern.compile("\\.([\\p{L}\\p{N}_-]++)|\\[([0-9]{1,9})]|\\['((?:[^']|'')*+)']");

  private KeyPath() {}

  /** The path of the value that a name stands for. */
  public static String key(String parent, String name) {
    if (!PLAIN.matcher(name).matches()) {
      return parent + "['" + name.replace("'", "''") + "']";
    }
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** The path of an item of a list, counted from 0. */
  public static String item(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /** The steps of a path, a String for a key and an Integer for an item; empty if malformed. */
  static List<Object> steps(String path) {
    String rest = path.startsWith("[") ? path : "." + path;
    List<Object> steps = new ArrayList<>();
    Matcher step = STEP.matcher(rest);
    int end = 0;
    while (end < rest.length() && step.region(end, rest.length()).lookingAt()) {
      steps.add(step(step));
      end = step.end();
    }
    return end == rest.length() ? steps : List.of();
  }

  private static Object step(Matcher step) {
    if (step.group(1) != null) {
      return step.group(1);
    }
    return step.group(2) != null
        ? Integer.valueOf(step.group(2))
        : step.group(3).replace("''", "'");
  }
}
