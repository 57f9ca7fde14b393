package org.headtune.recipe;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.artifact.Ancestor;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelFile;

/** Everything that a model file says of itself; computes nothing and loads no ND4J. */
public final class Inspect {
  private Inspect() {}

  /**
   * Looks through a model, all its checksums, and those of its ancestors that are still there.
   *
   * @param place a run folder or a zip
   */
  public static Outcome run(Path place) {
    ModelFile model = ModelFile.read(place);
    List<Ancestor> ancestors = Ancestor.of(model);
    return new Outcome(new ModelText(model, ancestors).text(), Json.write(json(model, ancestors)));
  }

  private static Map<String, Object> json(ModelFile model, List<Ancestor> ancestors) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", model.path().toString());
    json.put("kind", model.kind().name().toLowerCase(Locale.ROOT));
    json.put("bytes", model.bytes());
    json.put("sha256", model.sha256());
    json.put("input", model.input());
    json.put("layers", model.layers());
    json.put("parameters", model.parameters());
    if (model.card() != null) {
      json.put("card", model.card());
    }
    if (model.training() != null) {
      json.put("training", model.training());
    }
    json.put("entries", model.entries());
    json.put("ancestors", ancestors);
    return json;
  }
}
