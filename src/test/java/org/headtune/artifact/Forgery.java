package org.headtune.artifact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A model file with parts exchanged whose sums are all right again: what a forger would make. */
final class Forgery {
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  Forgery(Path zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        entries.put(entry.getName(), file.getInputStream(entry).readAllBytes());
      }
    }
  }

  byte[] bytes(String name) {
    return entries.get(name);
  }

  Forgery with(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  Forgery with(String name, UnaryOperator<String> change) {
    String before = new String(entries.get(name), StandardCharsets.UTF_8);
    String after = change.apply(before);
    if (after.equals(before)) {
      throw new IllegalArgumentException("nothing was changed in " + name);
    }
    return with(name, after.getBytes(StandardCharsets.UTF_8));
  }

  Forgery without(String name) {
    entries.remove(name);
    return this;
  }

  /** Writes the entries in their order, the card's sums corrected. */
  void write(Path zip) throws IOException {
    byte[] card = entries.get(ZipGate.CARD);
    if (card != null) {
      entries.put(ZipGate.CARD, corrected(card));
    }
    writeAsItIs(zip);
  }

  void writeAsItIs(Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip)) {
      StoredZip.write(out, parts());
    }
  }

  /** Writes the entries deflated, as Deeplearning4j does. */
  void writePacked(Path zip) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }

  List<StoredZip.Part> parts() {
    return entries.entrySet().stream().map(e -> part(e.getKey(), e.getValue())).toList();
  }

  static StoredZip.Part part(String name, byte[] bytes) {
    return StoredZip.Part.of(name, out -> out.write(bytes));
  }

  private byte[] corrected(byte[] card) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    if (mapper.readTree(card) instanceof ObjectNode tree) {
      ObjectNode sums = tree.putObject("entries");
      for (StoredZip.Part part : parts()) {
        if (!part.name().equals(ZipGate.CARD)) {
          sums.putObject(part.name())
              .put("size", part.sums().size())
              .put("sha256", part.sums().sha256());
        }
      }
      return mapper.writeValueAsBytes(tree);
    }
    return card;
  }
}
