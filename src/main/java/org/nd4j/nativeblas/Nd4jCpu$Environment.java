package org.nd4j.nativeblas;

/**
 * Lets DL4J's layers of convolution, pooling and batch normalisation that no link of ours computes
 * run on oneDNN.
 *
 * <p>Before it uses oneDNN, DL4J 1.0.0-M2.1 ({@code BaseMKLDNNHelper.mklDnnEnabled}) looks by
 * reflection for a class of exactly this name and asks it whether oneDNN is on. ND4J has since
 * moved that class, so the question always fails, in silence, and a convolutional network trains
 * about four times slower. This class gives the answer; whether the native library can use oneDNN
 * is still decided by ND4J itself.
 */
// The name is DL4J's, dollar sign included: a nested class would need ND4J's own Nd4jCpu around it.
public final class Nd4jCpu$Environment {
  private static final Nd4jCpu$Environment INSTANCE = new Nd4jCpu$Environment();

  private Nd4jCpu$Environment() {}

  /** Called by reflection. */
  public static Nd4jCpu$Environment getInstance() {
    return INSTANCE;
  }

  /** Called by reflection; true: oneDNN may be used. */
  public boolean isUseMKLDNN() {
    return true;
  }
}
