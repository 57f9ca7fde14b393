package org.headtune.data;

import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Whether the classes that read Parquet are there: a build has them only if it is asked for them.
 */
final class ParquetLibrary {
  private static final String READER = "org.apache.parquet.hadoop.ParquetFileReader";

  private ParquetLibrary() {}

  /**
   * Makes sure that a file of Parquet can be read.
   *
   * @param classes where the library is looked for
   */
  static void expect(String file, ClassLoader classes) {
    try {
      Class.forName(READER, false, classes);
    } catch (ClassNotFoundException e) {
      throw new UserError(
              ExitCode.DATA,
              Place.of(file),
              "this is Parquet, whose library (9 MB) is not part of this build; start scripts/headtune"
                  + " with HEADTUNE_PARQUET=1 in its environment, or build with ./mvnw -Pparquet"
                  + " package")
          .because(e);
    }
  }
}
