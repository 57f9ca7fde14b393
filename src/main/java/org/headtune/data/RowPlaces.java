package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the rows of a pass stand, in the order they came. Rows on lines that follow each other are
 * kept as one run, so that a usual file takes no memory worth the name.
 */
final class RowPlaces {
  private final List<String> files = new ArrayList<>();
  private int[] fileOfRun = new int[16];
  private int[] rowOfRun = new int[16];
  private long[] lineOfRun = new long[16];
  private int runs;
  private int rows;

  /** Takes a place. */
  interface Reader {
    void read(int row, String file, long line);
  }

  void add(String file, long line) {
    boolean same = runs > 0 && files.get(fileOfRun[runs - 1]).equals(file);
    boolean next = same && line == lineOfRun[runs - 1] + (rows - rowOfRun[runs - 1]);
    if (!next) {
      if (!same) {
        files.add(file);
      }
      begin(line);
    }
    rows++;
  }

  private void begin(long line) {
    if (runs == fileOfRun.length) {
      fileOfRun = Arrays.copyOf(fileOfRun, 2 * runs);
      rowOfRun = Arrays.copyOf(rowOfRun, 2 * runs);
      lineOfRun = Arrays.copyOf(lineOfRun, 2 * runs);
    }
    fileOfRun[runs] = files.size() - 1;
    rowOfRun[runs] = rows;
    lineOfRun[runs++] = line;
  }

  int rows() {
    return rows;
  }

  /** Reads all places in order. */
  void forEach(Reader reader) {
    for (int run = 0; run < runs; run++) {
      int end = run + 1 < runs ? rowOfRun[run + 1] : rows;
      for (int row = rowOfRun[run]; row < end; row++) {
        reader.read(row, files.get(fileOfRun[run]), lineOfRun[run] + (row - rowOfRun[run]));
      }
    }
  }
}
