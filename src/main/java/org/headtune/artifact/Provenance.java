package org.headtune.artifact;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Map;

/**
 * Where a model comes from, as far as it decides the model's bytes: the same values give the same
 * zip. When the run took place and how long it took belong into the run folder's {@code
 * provenance.json}, beside this.
 *
 * @param tool version of Headtune
 * @param java version and vendor of the Java that ran it
 * @param os operating system and processor architecture
 * @param backend what computed, such as {@code cpu}
 * @param blas the library of matrix products
 * @param threads threads of the mathematics
 * @param seed of splits, row order, first weights and dropout
 * @param configSha256 of the resolved config's keys and values, without {@code output}
 * @param dataSha256 of each data file, by the name that the config gives it
 * @param parent the model that training started from, or null
 */
public record Provenance(
    String tool,
    String java,
    String os,
    String backend,
    String blas,
    int threads,
    long seed,
    String configSha256,
    Map<String, String> dataSha256,
    @JsonSetter(nulls = Nulls.SET) Parent parent) {

  /**
   * The file of a model that another one was trained from.
   *
   * @param path as the user wrote it
   * @param sha256 of the file, 64 hexadecimal digits
   */
  public record Parent(String path, String sha256) {}

  public Provenance {
    dataSha256 = Map.copyOf(dataSha256);
  }
}
