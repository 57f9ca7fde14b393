package org.headtune.config;

import java.util.Map;
import org.headtune.Place;

/**
 * A plan that was read whole.
 *
 * @param places where the keys stand that the user wrote, by path
 */
public record ResolvedPlan(PlanConfig config, String file, Map<String, Place> places) {

  public ResolvedPlan {
    places = Map.copyOf(places);
  }

  /** Where a key of the plan stands, or the file if it does not. */
  public Place place(String path) {
    return places.getOrDefault(path, Place.of(file));
  }

  /** Where a key of the sweep stands. */
  public Place sweepPlace(String key) {
    return place(KeyPath.key("sweep", key));
  }
}
