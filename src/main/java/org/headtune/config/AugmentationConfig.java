package org.headtune.config;

/** How the images of training rows are varied. */
@Meaning(
    "how the images of training rows are varied, in every epoch anew; validation, test and prediction"
        + " see them as they are")
public record AugmentationConfig(
    @Key(
            value =
                "moved up or down and to a side by at most this share of the height and width; what"
                    + " comes in is the pixel at the edge",
            standard = "0",
            min = 0,
            max = 0.5)
        double shift,
    @Key(
            value = "turned about its centre by at most so many degrees, to either side",
            standard = "0",
            min = 0,
            max = 180)
        double rotate,
    @Key(
            value = "made at most 1 + this times as large, or as small; 0.1 is usual",
            standard = "0",
            min = 0,
            max = 1)
        double scale,
    @Key(
            value =
                "mirrored, or not, by the toss of a coin; of no use where left and right matter",
            standard = "none")
        Flip flip,
    @Key(
            value =
                "made lighter or darker by at most this share of what lies between the darkest and the"
                    + " lightest pixel of the training rows",
            standard = "0",
            min = 0,
            max = 1)
        double brightness,
    @Key(
            value = "standard deviation of noise that is added to each number, as such a share",
            standard = "0",
            min = 0,
            max = 1)
        double noise,
    @Key(
            value =
                "share of height and width of a hole somewhere in the image (cutout, DeVries and Taylor"
                    + " 2017), which holds 0 as the network sees it: with `scaling: standard` the mean"
                    + " of the training rows",
            standard = "0",
            min = 0,
            max = 1,
            belowMax = true)
        double cutout) {

  /** How an image may be mirrored. */
  public enum Flip {
    NONE,
    @Meaning("left and right change places")
    HORIZONTAL,
    @Meaning("top and bottom change places")
    VERTICAL,
    @Meaning("each of the two for itself")
    BOTH
  }

  /** Whether numbers change by a share of their range. */
  public boolean needsRange() {
    return brightness > 0 || noise > 0;
  }
}
