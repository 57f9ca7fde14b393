package org.headtune.config;

/** How numbers are brought to a common scale. */
public enum Scaling {
  @Meaning("mean 0, standard deviation 1 over the training rows")
  STANDARD,
  @Meaning("0 to 1 over the training rows")
  MIN_MAX,
  @Meaning(
      "for numbers with long tails and outliers: v = (x - median) / (third quartile - first), then"
          + " v / sqrt(1 + (v / 3)^2), which lies between -3 and 3 (Holzmüller et al. 2024); dates,"
          + " sequences and images stay with `standard`")
  ROBUST,
  @Meaning("as they are")
  NONE
}
