package org.headtune.data;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.NamePattern;

/** The files that are meant by a name, or by a pattern with {@code *} and {@code ?}. */
final class FilePattern {
  private FilePattern() {}

  /**
   * The files of all names and patterns, one after the other.
   *
   * @throws UserError if no file fits one of them, or a file fits two
   */
  static List<Path> files(List<String> names) {
    List<Path> all = new ArrayList<>();
    Set<Path> places = new HashSet<>();
    for (String name : names) {
      for (Path file : files(name)) {
        if (!places.add(place(file))) {
          throw fault(
              file.toString(),
              "the list means this file twice, the second time by "
                  + Text.quoted(name)
                  + ", and its rows would count twice; expected each file once: change the list");
        }
        all.add(file);
      }
    }
    return all;
  }

  /**
   * One file, or all that a pattern fits, sorted by name. What is called like the pattern is meant
   * alone; hidden files are meant only by a pattern that begins with a point.
   *
   * @throws UserError if no file fits
   */
  static List<Path> files(String name) {
    int cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf(File.separatorChar)) + 1;
    String folder = name.substring(0, cut);
    String last = name.substring(cut);
    // Unlike a path, a File may have any name on any system.
    if (!isPattern(name) || new File(name).exists()) {
      return List.of(Path.of(name));
    }
    if (isPattern(folder) && !new File(folder).isDirectory()) {
      throw fault(name, "* and ? stand for characters of a file's name, not of its folder's");
    }
    NamePattern pattern = NamePattern.of(last);
    List<Path> files =
        list(folder.isEmpty() ? Path.of("") : Path.of(folder), name).stream()
            .filter(file -> pattern.fits(named(file)))
            .filter(file -> last.startsWith(".") || !named(file).startsWith("."))
            .toList();
    if (files.isEmpty()) {
      throw fault(
          name,
          "no file fits this pattern, in which * stands for any characters and ? for one; paths are"
              + " relative to the working directory");
    }
    return files;
  }

  /** The same for all names of a file. */
  private static Path place(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize(); // whoever opens it tells what is wrong
    }
  }

  private static boolean isPattern(String name) {
    return name.indexOf('*') >= 0 || name.indexOf('?') >= 0;
  }

  private static String named(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<Path> list(Path folder, String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !Files.isDirectory(file))
          .sorted(Comparator.comparing(FilePattern::named))
          .toList();
    } catch (IOException e) {
      throw InputFaults.of(name, e);
    }
  }

  private static UserError fault(String name, String message) {
    return new UserError(ExitCode.DATA, Place.of(name), message);
  }
}
