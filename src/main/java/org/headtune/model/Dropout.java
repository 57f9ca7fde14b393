package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.DropoutKind;
import org.headtune.data.Shape;

/**
 * Inverted dropout (Srivastava et al. 2014): what is kept is scaled by 1 / (1 - rate). Or alpha
 * dropout (Klambauer et al. 2017, section "New dropout technique"): what is not kept becomes a',
 * the limit of selu for very negative numbers, then all is scaled by a = (q + a'^2 q (1 - q))^-1/2
 * and shifted by b = -a (1 - q) a', where q = 1 - rate, which keeps mean 0 and variance 1.
 *
 * @param aboveSelu whether it is given values of selu
 */
record Dropout(LayerConfig.Dropout config, boolean aboveSelu) implements HiddenLayer {
  @Override
  public String kind() {
    return "dropout";
  }

  private boolean alpha() {
    return config.kind() == DropoutKind.ALPHA || (config.kind() == DropoutKind.AUTO && aboveSelu);
  }

  @Override
  public void addTo(GraphBuilder graph, String name, String below, Shape input) {
    // DL4J's number is the share that is kept.
    double kept = 1 - config.rate();
    IDropout dropout =
        alpha() ? new AlphaDropout(kept) : new org.deeplearning4j.nn.conf.dropout.Dropout(kept);
    graph.addLayer(name, new DropoutLayer.Builder(dropout).build(), below);
  }

  @Override
  public Optional<Choice> choice() {
    return config.kind() == DropoutKind.AUTO && alpha()
        ? Optional.of(
            new Choice(
                "alpha dropout",
                "zeros would disturb the mean 0 and variance 1 that selu keeps (Klambauer et al."
                    + " 2017)"))
        : Optional.empty();
  }
}
