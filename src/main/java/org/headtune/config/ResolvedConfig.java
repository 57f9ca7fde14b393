package org.headtune.config;

import java.util.List;
import java.util.Map;
import org.headtune.Place;

/**
 * A config that was read whole: what was asked for, and where each part of it comes from.
 *
 * @param config every key with its value
 * @param file the file as the user named it
 * @param entries every single value, in the order of the reference page
 * @param places where the keys and list items stand that the user wrote, by path
 */
public record ResolvedConfig(
    RunConfig config, String file, List<Entry> entries, Map<String, Place> places) {

  /** Who set a value. */
  public enum Origin {
    FILE,
    OVERRIDE,
    DEFAULT
  }

  /**
   * One value.
   *
   * @param path such as {@code model.layers[2].dense.units}; items count from 0
   * @param value as YAML text
   * @param place where the key stands; null for a default
   */
  public record Entry(String path, String value, Origin origin, Place place) {}

  public ResolvedConfig {
    entries = List.copyOf(entries);
    places = Map.copyOf(places);
  }

  /**
   * Where the key stands that a finding is about, or the nearest section around it that the user
   * wrote, or the whole file.
   *
   * @param path as in {@link Entry#path}
   */
  public Place place(String path) {
    String around = path;
    while (!around.isEmpty() && !places.containsKey(around)) {
      int end = Math.max(around.lastIndexOf('.'), around.lastIndexOf('['));
      around = around.substring(0, Math.max(end, 0));
    }
    return places.getOrDefault(around, Place.of(file));
  }

  /** The config with every default written out; reads back to an equal config. */
  public String yaml() {
    return YamlText.of(RecordTree.of(config));
  }
}
