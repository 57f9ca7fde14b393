package org.headtune.recipe;

import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.Text;
import org.headtune.artifact.Json;
import org.headtune.artifact.RowCache;

/** What earlier runs have left for later ones. */
public final class Cache {
  private Cache() {}

  /**
   * Shows the files.
   *
   * @param folder of the cache, which need not exist
   */
  public static Outcome show(Path folder) {
    RowCache cache = new RowCache(folder, false);
    List<RowCache.Entry> entries = cache.entries();
    long bytes = entries.stream().mapToLong(RowCache.Entry::bytes).sum();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("folder", cache.folder().toString());
    json.put("files", entries.stream().map(Cache::json).toList());
    json.put("bytes", bytes);
    String place = Text.printable(cache.folder().toString());
    return new Outcome(
        entries.isEmpty()
            ? "no encoded rows in " + place + "\n"
            : table(entries)
                + String.format(
                    Locale.ROOT, "%s, %s in %s%n", files(entries.size()), megabytes(bytes), place),
        Json.write(json));
  }

  private static Map<String, Object> json(RowCache.Entry entry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", entry.key());
    json.put("part", entry.part());
    json.put("table", entry.table());
    json.put("rows", entry.rows());
    json.put("width", entry.width());
    json.put("bytes", entry.bytes());
    json.put("written", entry.written().toString());
    json.put("in_use", entry.inUse());
    return json;
  }

  private static String table(List<RowCache.Entry> entries) {
    TextColumns table =
        new TextColumns("table", "part", ">rows", ">numbers per row", ">size", "written", "");
    for (RowCache.Entry entry : entries) {
      boolean damaged = entry.table().isEmpty();
      table.row(
          damaged ? "(damaged)" : Text.printable(entry.table()),
          entry.part(),
          damaged ? "" : String.format(Locale.ROOT, "%,d", entry.rows()),
          damaged ? "" : String.format(Locale.ROOT, "%,d", entry.width()),
          megabytes(entry.bytes()),
          entry.written().truncatedTo(ChronoUnit.SECONDS).toString(),
          entry.inUse() ? "in use" : "");
    }
    return table.text();
  }

  /**
   * Removes the files that nobody uses.
   *
   * @param folder of the cache, which need not exist
   */
  public static Outcome clear(Path folder) {
    RowCache.Cleared cleared = new RowCache(folder, false).clear();
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%s removed, %s%s%n",
            files(cleared.files()),
            megabytes(cleared.bytes()),
            cleared.kept() == 0
                ? ""
                : "; "
                    + files(cleared.kept())
                    + (cleared.kept() == 1 ? " is" : " are")
                    + " in use and stay"
                    + (cleared.kept() == 1 ? "s" : "")),
        Json.write(cleared));
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : String.format(Locale.ROOT, "%,d files", count);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
