package org.headtune.config;

/** A value of a type that another key decides. No record, since it has no keys. */
public final class AnyValue {
  private final String yaml;

  AnyValue(String yaml) {
    this.yaml = yaml;
  }

  /** As it stands behind {@code --set key.path=}. */
  public String yaml() {
    return yaml;
  }
}
