package org.headtune.recipe;

/** What this program is called. */
public final class Tool {
  /** The release of Deeplearning4j that does the mathematics. */
  public static final String DL4J_VERSION = "1.0.0-M2.1";

  private Tool() {}

  /** The version of the jar, or {@code development} when the classes are not in one. */
  public static String version() {
    String version = Tool.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
