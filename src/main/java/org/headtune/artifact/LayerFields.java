package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import org.headtune.Text;

/** What stands in the configuration of a layer, read with the path of what is at fault. */
record LayerFields(String entry) {
  int positive(String path, JsonNode node, String key) throws RefusedException {
    return number(path + "." + key, node.path(key));
  }

  int pair(String path, JsonNode layer, String key, int axis) throws RefusedException {
    if (layer.path(key).size() != 2) {
      throw fault(path + "." + key, "is not a pair of numbers");
    }
    return number(path + "." + key, layer.path(key).path(axis));
  }

  int number(String path, JsonNode value) throws RefusedException {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      throw fault(path, "is not a whole number above 0");
    }
    return value.intValue();
  }

  boolean flag(String path, JsonNode layer, String key) throws RefusedException {
    JsonNode value = layer.path(key);
    if (!value.isBoolean()) {
      throw fault(path + "." + key, "is neither true nor false");
    }
    return value.booleanValue();
  }

  RefusedException fault(String path, String message) {
    return new RefusedException(entry, "key " + Text.quoted(path) + " " + message);
  }
}
