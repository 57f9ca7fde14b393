package org.headtune.model;

import java.util.Arrays;

/**
 * How the rows of one update are mixed with each other (Zhang et al. 2018, "mixup: beyond empirical
 * risk minimization"): each becomes {@code share} of itself and the rest of its partner, and so
 * does its loss.
 */
public final class Mixture {
  /** Every row stays as it is. */
  public static final Mixture NONE = new Mixture(1, new int[0]);

  private final double share;
  private final int[] partners;

  /**
   * @param share from 0 to 1
   * @param partners for each row of the update the number of the one it is mixed with, from 0
   */
  public Mixture(double share, int[] partners) {
    this.share = share;
    this.partners = partners.clone();
  }

  /** 1 where every row stays as it is. */
  double share() {
    return share;
  }

  /** The partner of each row; the row itself where there is no other. */
  int[] partners(int[] rows) {
    return partners.length == 0
        ? rows
        : Arrays.stream(partners).map(partner -> rows[partner]).toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mixture that
        && share == that.share
        && Arrays.equals(partners, that.partners);
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(share) + Arrays.hashCode(partners);
  }
}
