package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The images that rows name. Training goes over its rows more than once: what an image holds is
 * kept, as far as there is room, and told apart from what it holds later.
 */
final class Images {
  private static final int SHARE = 8; // of the heap

  private final boolean kept;
  private final Map<Wanted, byte[]> pixels = new HashMap<>();
  private final TreeMap<String, byte[]> digests = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private long room = Runtime.getRuntime().maxMemory() / SHARE;
  private long bytes;

  private record Wanted(Path file, int channels, int height, int width) {}

  private Images(boolean kept) {
    this.kept = kept;
  }

  /** For rows that are read once. */
  static Images passing() {
    return new Images(false);
  }

  /** For rows that are read several times, and must be the same each time. */
  static Images kept() {
    return new Images(true);
  }

  /** The pixels of an image in a size, {@code channels x height x width}, not to be changed. */
  byte[] pixels(Path file, Picture size) throws ImageFault {
    Wanted wanted = new Wanted(file, size.channels(), size.height(), size.width());
    byte[] known = pixels.get(wanted);
    if (known != null) {
      return known;
    }
    byte[] content = ImageFile.bytes(file);
    if (kept) {
      byte[] digest = DigestedStream.sha256().digest(content);
      byte[] before = digests.put(file.toString(), digest);
      if (before == null) {
        bytes += content.length;
      } else if (!Arrays.equals(before, digest)) {
        throw new ImageFault("the file changed while it was read; run again when nobody writes");
      }
    }
    byte[] made = ImageFile.pixels(content, size.channels(), size.height(), size.width());
    if (kept && room >= made.length) {
      room -= made.length;
      pixels.put(wanted, made);
    }
    return made;
  }

  /** Notes that a row is left out since its image cannot be read. */
  void leaveOut(String fault) {
    unreadable.add(fault);
  }

  /** Those faults since this was last asked. */
  List<String> leftOut() {
    List<String> faults = List.copyOf(unreadable);
    unreadable.clear();
    return faults;
  }

  /** All images that were read as one file, if there were any. */
  Optional<SourceFile> sum() {
    if (digests.isEmpty()) {
      return Optional.empty();
    }
    MessageDigest all = DigestedStream.sha256();
    digests.forEach(
        (name, digest) -> {
          all.update(name.getBytes(StandardCharsets.UTF_8));
          all.update((byte) 0);
          all.update(digest);
        });
    return Optional.of(
        new SourceFile("images", HexFormat.of().formatHex(all.digest()), bytes, digests.size()));
  }
}
