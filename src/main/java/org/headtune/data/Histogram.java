package org.headtune.data;

import java.util.List;

/**
 * What the rows hold in one column.
 *
 * @param numeric whether bins are ranges of numbers, equally wide, else categories
 * @param bins what each stands for
 * @param ofClass training rows by class, then by bin; of more than 12 classes all rows at once
 * @param validation validation rows by bin
 * @param test test rows by bin
 */
public record Histogram(
    String column,
    boolean numeric,
    List<String> bins,
    List<List<Long>> ofClass,
    List<Long> validation,
    List<Long> test) {

  public Histogram {
    bins = List.copyOf(bins);
    ofClass = List.copyOf(ofClass);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }
}
