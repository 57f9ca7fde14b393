package org.headtune.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The classes in their fixed order: the position of a name is the index of its probability. Names
 * are compared exactly, without trimming or Unicode normalisation.
 */
public final class ClassNames {
  /** For rows without labels: one class, which all of them are of. */
  public static final ClassNames NONE = new ClassNames(List.of(""));

  private final List<String> names;
  private final Map<String, Integer> indexes = new HashMap<>();

  private ClassNames(List<String> names) {
    this.names = List.copyOf(names);
    for (String name : names) {
      if (indexes.put(name, indexes.size()) != null) {
        throw new IllegalArgumentException("class " + name + " stands twice");
      }
    }
  }

  /** Keeps the order given; each name stands once. */
  public static ClassNames inOrder(List<String> names) {
    return new ClassNames(names);
  }

  /**
   * The distinct labels in the documented order: by value if all are whole numbers of up to 18
   * digits, else by Unicode code point.
   */
  public static ClassNames sorted(Collection<String> labels) {
    boolean numbers = labels.stream().allMatch(label -> label.matches("-?[0-9]{1,18}"));
    Comparator<String> order = ClassNames::compareCodePoints;
    if (numbers) {
      order = Comparator.<String, Long>comparing(Long::valueOf).thenComparing(order);
    }
    TreeSet<String> sorted = new TreeSet<>(order);
    sorted.addAll(labels);
    return new ClassNames(List.copyOf(sorted));
  }

  static int compareCodePoints(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return Arrays.compare(left, right);
  }

  /** The names, by index. */
  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  /** The index of a class, or -1 for a label that is none. */
  public int indexOf(String label) {
    return indexes.getOrDefault(label, -1);
  }

  /** {@code classes 'a', 'b'}; at most 20 of them. */
  public String sentence() {
    return Names.of("class", names);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassNames that && names.equals(that.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
