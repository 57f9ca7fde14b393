package org.headtune.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;

/**
 * The images of a folder as rows: their paths within it, and the names of the folders they lie in,
 * sorted by both. Or a single image file.
 */
final class FolderSource implements RowSource {
  private final String name;
  private final Path root;
  private final List<String> columns;
  private final List<Image> images;
  private final List<String> notes;
  private final Row row = new Row();
  private int read;

  /** An image with the folder it lies in, which is empty for the top one. */
  private record Image(String path, String folder) {}

  private FolderSource(
      String name, Path root, List<String> columns, List<Image> images, List<String> notes) {
    this.name = name;
    this.root = root;
    this.columns = List.copyOf(columns);
    this.images = List.copyOf(images);
    this.notes = List.copyOf(notes);
  }

  /**
   * The images of the folders in a folder, each of which is a class.
   *
   * @throws UserError if there are no such folders, or no images in them
   */
  static FolderSource ofClasses(String name, Path root, FolderColumns columns) {
    try {
      Listing listing = Listing.of(name, root);
      listing.expectClasses();
      return new FolderSource(
          name,
          root,
          List.of(columns.image(), columns.label()),
          listing.inFolders,
          listing.notes(true));
    } catch (IOException e) {
      throw InputFaults.of(name, e);
    }
  }

  /** All images of a folder and of the folders in it, classes or not. */
  static FolderSource ofAny(String name, Path root, FolderColumns columns) {
    try {
      Listing listing = Listing.of(name, root);
      List<Image> images = new ArrayList<>(listing.direct);
      images.addAll(listing.inFolders);
      if (images.isEmpty()) {
        throw new UserError(ExitCode.DATA, Place.of(name), NO_IMAGES);
      }
      List<String> names =
          listing.inFolders.isEmpty()
              ? List.of(columns.image())
              : List.of(columns.image(), columns.label());
      return new FolderSource(name, root, names, images, listing.notes(false));
    } catch (IOException e) {
      throw InputFaults.of(name, e);
    }
  }

  /** One image. */
  static FolderSource ofImage(String name, Path file, FolderColumns columns) {
    return new FolderSource(
        name, Path.of(""), List.of(columns.image()), List.of(new Image(name, "")), List.of());
  }

  private static final String NO_IMAGES =
      "this is a folder, and no image lies in it or in the folders in it; expected files that end in"
          + " .png, .jpg, .jpeg, .bmp or .gif, or a table";

  /** What lies in a folder. */
  private static final class Listing {
    private final String name;
    private final List<Image> direct = new ArrayList<>();
    private final List<Image> inFolders = new ArrayList<>();
    private final List<String> empty = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final List<String> deeper = new ArrayList<>();
    private int folders;

    private Listing(String name) {
      this.name = name;
    }

    static Listing of(String name, Path root) throws IOException {
      Listing listing = new Listing(name);
      for (Path path : sorted(root)) {
        String file = path.getFileName().toString();
        if (file.startsWith(".")) {
          listing.others.add(file);
        } else if (Files.isDirectory(path)) {
          listing.addFolder(path, file);
        } else if (ImageFormat.isNameOfImage(file)) {
          listing.direct.add(new Image(file, ""));
        } else {
          listing.others.add(file);
        }
      }
      return listing;
    }

    private void addFolder(Path folder, String folderName) throws IOException {
      folders++;
      int before = inFolders.size();
      for (Path path : sorted(folder)) {
        String file = path.getFileName().toString();
        String within = folderName + "/" + file;
        if (!file.startsWith(".") && Files.isDirectory(path)) {
          deeper.add(within);
        } else if (!file.startsWith(".") && ImageFormat.isNameOfImage(file)) {
          inFolders.add(new Image(within, folderName));
        } else {
          others.add(within);
        }
      }
      if (inFolders.size() == before) {
        empty.add(folderName);
      }
    }

    private static List<Path> sorted(Path folder) throws IOException {
      try (Stream<Path> all = Files.list(folder)) {
        return all.sorted(Comparator.comparing(path -> path.getFileName().toString())).toList();
      }
    }

    void expectClasses() {
      if (!inFolders.isEmpty()) {
        return;
      }
      String message = NO_IMAGES;
      if (!deeper.isEmpty()) {
        message =
            "no image lies in a folder of this one, but there are folders below, such as "
                + Text.quoted(deeper.get(0))
                + "; name the folder whose folders are the classes";
      } else if (!direct.isEmpty()) {
        message =
            String.format(
                Locale.ROOT,
                "%,d images lie in this folder, but none in a folder of its own class; expected a"
                    + " folder for each class, as in %s, or a table with their paths and labels",
                direct.size(),
                Text.quoted("cat/" + direct.get(0).path()));
      } else if (folders == 0) {
        message = "no folders lie in this folder; expected one for each class, with its images";
      }
      throw new UserError(ExitCode.DATA, Place.of(name), message);
    }

    List<String> notes(boolean classes) {
      List<String> notes = new ArrayList<>();
      if (classes) {
        note(
            notes, direct.stream().map(Image::path).toList(), "images outside of a class's folder");
        note(notes, empty, "folders without images, which are no classes");
      }
      note(notes, others, "files that are hidden or no images");
      note(notes, deeper, "folders within folders");
      return notes;
    }

    private void note(List<String> notes, List<String> names, String what) {
      if (!names.isEmpty()) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: %,d %s left out, such as %s",
                Text.printable(name),
                names.size(),
                what,
                Text.quoted(names.get(0))));
      }
    }
  }

  /** What the folder has held: names and sizes, as if they were a file. */
  SourceFile sum() {
    MessageDigest digest = DigestedStream.sha256();
    long bytes = 0;
    try {
      for (Image image : images) {
        long size = Files.size(root.resolve(image.path()));
        bytes += size;
        digest.update((image.path() + "\0" + size + "\0").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw InputFaults.of(name, e);
    }
    return new SourceFile(name, HexFormat.of().formatHex(digest.digest()), bytes, images.size());
  }

  @Override
  public String file() {
    return name;
  }

  @Override
  public Path folder() {
    return root;
  }

  @Override
  public FileFormat format() {
    return FileFormat.FOLDER;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public boolean next() {
    if (read == images.size()) {
      return false;
    }
    Image image = images.get(read++);
    byte[] path = image.path().getBytes(StandardCharsets.UTF_8);
    byte[] folder = image.folder().getBytes(StandardCharsets.UTF_8);
    byte[] cells = new byte[path.length + folder.length + Long.BYTES]; // with room to look ahead
    System.arraycopy(path, 0, cells, 0, path.length);
    System.arraycopy(folder, 0, cells, path.length, folder.length);
    row.begin(read);
    row.in(cells);
    row.add(0, path.length);
    if (columns.size() == 2) {
      row.add(path.length, path.length + folder.length);
    }
    return true;
  }

  @Override
  public boolean canGoOn() {
    return true;
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
