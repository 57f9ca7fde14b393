package org.headtune.artifact;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.headtune.UserError;

/**
 * A model that another one was trained from, as far as its file is still there.
 *
 * @param path as its child names it
 * @param sha256 as its child names it
 * @param finding what is at that path now
 * @param file where that is, or null if nothing is there
 */
public record Ancestor(String path, String sha256, Finding finding, String file) {

  /** What is at the path of a parent. */
  public enum Finding {
    VERIFIED("there, with this SHA-256"),
    CHANGED("there, but another file: its SHA-256 differs"),
    UNREADABLE("there, but damaged or no model"),
    MISSING("not there");

    private final String words;

    Finding(String words) {
      this.words = words;
    }

    /** What it means. */
    public String words() {
      return words;
    }
  }

  /**
   * The parent, its parent, and so on, up to the first whose file is not there any more. A path is
   * looked up from the working directory and then from the folder of the child.
   */
  public static List<Ancestor> of(ModelFile model) {
    List<Ancestor> ancestors = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(model.sha256()));
    ModelFile child = model;
    while (child != null && child.parent() != null) {
      Search search = new Search(child);
      ancestors.add(search.result);
      child =
          search.verified != null && seen.add(search.verified.sha256()) ? search.verified : null;
    }
    return ancestors;
  }

  /** The search for the file of one parent. */
  private static final class Search {
    private final Provenance.Parent parent;
    private Ancestor result;
    private ModelFile verified;

    Search(ModelFile child) {
      parent = child.parent();
      result = found(Finding.MISSING, null);
      for (Path place : places(child.path())) {
        if (verified == null) {
          look(place);
        }
      }
    }

    private Set<Path> places(Path child) {
      Set<Path> places = new LinkedHashSet<>();
      try {
        Path path = Path.of(parent.path());
        places.add(path.toAbsolutePath());
        places.add(child.toAbsolutePath().resolveSibling(path));
      } catch (InvalidPathException e) {
        // Written by another system, or by a forger: there can be no such file here.
        places.clear();
      }
      return places;
    }

    private void look(Path place) {
      Path file = Files.isDirectory(place) ? place.resolve(RunFolder.MODEL) : place;
      // The path comes from a file: a pipe or device would keep the reader waiting.
      if (!Files.isRegularFile(file)) {
        return;
      }
      try {
        ModelFile model = ModelFile.read(file);
        if (model.sha256().equals(parent.sha256())) {
          verified = model;
          result = found(Finding.VERIFIED, file);
        } else {
          result = found(Finding.CHANGED, file);
        }
      } catch (UserError e) {
        result = found(Finding.UNREADABLE, file);
      }
    }

    private Ancestor found(Finding finding, Path file) {
      return new Ancestor(
          parent.path(), parent.sha256(), finding, file == null ? null : file.toString());
    }
  }
}
