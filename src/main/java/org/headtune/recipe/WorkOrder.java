package org.headtune.recipe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One run for a process that does several, and the words between the two: an order goes to its
 * standard input, a line with the exit code comes back on its standard output.
 *
 * @param log receives all that the run prints, after what is there
 * @param words as a shell would have them, from the command on
 */
public record WorkOrder(Path log, List<String> words) {
  /** No text of ours or of a library has this character. */
  private static final String REPLY = "\u0001exit code ";

  public WorkOrder {
    words = List.copyOf(words);
  }

  /** Hands it over. */
  void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeInt(words.size());
    write(out, log.toString());
    for (String word : words) {
      write(out, word);
    }
    out.flush();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Waits for the next one; empty if the other process has ended, or wants no more. */
  public static Optional<WorkOrder> read(DataInputStream in) throws IOException {
    try {
      int size = in.readInt();
      Path log = Path.of(text(in));
      List<String> words = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        words.add(text(in));
      }
      return Optional.of(new WorkOrder(log, words));
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  /** The line that says how a run has ended. */
  public static String reply(int exit) {
    return REPLY + exit;
  }

  /** What a line says that may be such a reply, behind what a library wrote without a line end. */
  static OptionalInt exitCode(String line) {
    int at = line.lastIndexOf(REPLY);
    return at < 0
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(line.substring(at + REPLY.length())));
  }

  /** What stands before a reply in its line; of any other line, all of it. */
  static String printed(String line) {
    int at = line.lastIndexOf(REPLY);
    return at < 0 ? line : line.substring(0, at);
  }
}
