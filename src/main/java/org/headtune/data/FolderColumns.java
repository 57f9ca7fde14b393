package org.headtune.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;

/**
 * How the columns of a folder of images are called, where they stand for those of a table.
 *
 * @param image paths of images
 * @param label names of their folders
 */
public record FolderColumns(String image, String label) {
  /** What they are called if nobody says. */
  public static final FolderColumns STANDARD = new FolderColumns("image", "class");

  /** As a config calls its only column of images and its label. */
  static FolderColumns of(DataConfig data) {
    List<String> images =
        data.columns().entrySet().stream()
            .filter(column -> isImage(column.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return new FolderColumns(
        images.size() == 1 ? images.get(0) : STANDARD.image,
        data.label().filter(label -> !label.matches("[0-9]{1,9}")).orElse(STANDARD.label));
  }

  private static boolean isImage(ColumnConfig column) {
    return column.type().equals(Optional.of(ColumnType.IMAGE));
  }

  /**
   * As a model calls its only column of images and its label.
   *
   * @param label null where the model knows none
   */
  public static FolderColumns of(FittedColumns columns, String label) {
    List<String> images =
        columns.columns().stream()
            .filter(FittedColumn.Image.class::isInstance)
            .map(FittedColumn::name)
            .toList();
    return new FolderColumns(
        images.size() == 1 ? images.get(0) : STANDARD.image,
        label == null ? STANDARD.label : label);
  }
}
