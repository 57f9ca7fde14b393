package org.headtune.config;

import java.util.List;
import java.util.Optional;

/** How the images that a column names become numbers. */
@Meaning("how the images that a column names become numbers")
public record PictureConfig(
    @Key(
            value = "pixels from top to bottom that images are brought to",
            standard = "32",
            min = 1,
            max = 1_024)
        int height,
    @Key(
            value = "pixels from left to right that images are brought to",
            standard = "32",
            min = 1,
            max = 1_024)
        int width,
    @Key(value = "whether colours are told apart", standard = "rgb") Color color,
    @Key(
            "folder that paths are relative to, itself relative to the working directory; the folder of"
                + " the table if absent")
        Optional<String> folder,
    @Key(
            value =
                "filters of each convolution of 3 x 3 pixels, behind which height and width are halved;"
                    + " [16, 32] if absent; only for images beside other columns, as an image alone"
                    + " goes to `model.layers`",
            min = 1,
            max = 4_096)
        Optional<List<Integer>> filters,
    @Key(
            value =
                "numbers of the vector that becomes of an image beside other columns; 32 if absent",
            min = 1,
            max = 4_096)
        Optional<Integer> vector) {
  /** What an image column has whose config says nothing else. */
  public static final PictureConfig STANDARD =
      new PictureConfig(32, 32, Color.RGB, Optional.empty(), Optional.empty(), Optional.empty());

  /** What is seen of a pixel. */
  public enum Color {
    @Meaning("one number per pixel: 0.299 red + 0.587 green + 0.114 blue, the luma of ITU-R BT.601")
    GREY,
    @Meaning("three numbers per pixel: red, green, blue")
    RGB
  }
}
