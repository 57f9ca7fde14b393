package org.headtune.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.headtune.data.Documents;
import org.headtune.data.DriftWatch;
import org.headtune.data.Shape;
import org.headtune.data.Spelling;

/** Reads the card of this format version and of all before it. */
final class CardReader {
  private static final int LARGEST_INPUT = 1 << 24;

  private CardReader() {}

  /** The card that the JSON of an entry stands for. */
  static ModelCard read(String entry, JsonNode tree) throws RefusedException {
    JsonNode version = tree.path("format_version");
    if (version.isIntegralNumber() && version.longValue() > ModelCard.FORMAT_VERSION) {
      throw new RefusedException(
          entry,
          "is of format "
              + version.asText()
              + ", written by a newer Headtune ("
              + tree.path("tool").asText("unknown")
              + "); this one reads up to format "
              + ModelCard.FORMAT_VERSION
              + ": install the newer version");
    }
    if (version.isInt() && version.intValue() == 1) {
      upgrade(tree.path("provenance"));
    }
    if (version.isInt() && version.intValue() <= 2 && tree instanceof ObjectNode card) {
      card.putNull("multi_label"); // no model had several classes per row
    }
    if (version.isInt() && version.intValue() <= 4) {
      FormerShapes.upgrade(tree);
      tree.path("columns").path("columns").forEach(CardReader::takeTogether);
      if (tree instanceof ObjectNode card) {
        card.putArray("typical");
        card.putObject("label_aliases");
        card.putArray("training");
      }
      for (JsonNode column : tree.path("columns").path("columns")) {
        if (column.path("kind").asText().equals("sequence")) {
          ((ObjectNode) column).put("vector", 0); // sequences stood alone
        }
      }
    }
    if (version.isInt() && version.intValue() <= 3) {
      if (tree.path("columns") instanceof ObjectNode columns) {
        columns.set("spelling", Json.tree(Spelling.STANDARD));
      }
    }
    if (version.isInt() && version.intValue() <= 5 && tree instanceof ObjectNode card) {
      card.putNull("objective"); // every model had learnt classes
    }
    if (tree.at("/columns/spelling") instanceof ObjectNode spelling && !spelling.has("documents")) {
      spelling.set("documents", Json.tree(Documents.NONE)); // models were made of tables alone
    }
    try {
      ModelCard card = Json.read(tree, ModelCard.class);
      requireSense(entry, card);
      return card;
    } catch (JsonProcessingException e) {
      throw new RefusedException(entry, "is not a model card: " + e.getOriginalMessage());
    }
  }

  /** Format 1 had a slot for a parent, but no model had one. */
  private static void upgrade(JsonNode provenance) {
    if (provenance instanceof ObjectNode fields && fields.path("parent_sha256").isNull()) {
      fields.remove("parent_sha256");
      fields.putNull("parent");
    }
  }

  /** Words and characters of a text had one length before format 5. */
  private static void takeTogether(JsonNode column) {
    if (column instanceof ObjectNode fields && fields.path("kind").asText().equals("free_text")) {
      fields.put("apart", false);
    }
  }

  private static void requireSense(String entry, ModelCard card) throws RefusedException {
    Shape input = card.input();
    boolean shape =
        input.channels() >= (input.bags().isEmpty() && !input.branches() ? 1 : 0)
            && input.height() > 0
            && input.width() > 0
            && (card.typical().isEmpty() || card.typical().size() == input.channels())
            && DriftWatch.fits(card.columns(), card.training())
            && input.equals(card.columns().shape());
    if (card.formatVersion() < 1
        || !shape
        || input.size() > LARGEST_INPUT
        || (card.multiLabel() != null && !card.multiLabel().fits(card.classes().size()))
        || Set.copyOf(card.classes()).size() != card.classes().size()) {
      throw new RefusedException(
          entry, "does not describe a model: its format, input shape or classes make no sense");
    }
  }
}
