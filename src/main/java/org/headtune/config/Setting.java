package org.headtune.config;

import org.headtune.Place;

/**
 * A value that is laid over a config.
 *
 * @param path of the key
 * @param yaml the value
 * @param place where faults of it are told
 */
public record Setting(String path, String yaml, Place place) {

  /** A text, whatever it holds. */
  public static Setting text(String path, String text, Place place) {
    return new Setting(path, YamlText.quoted(text), place);
  }
}
