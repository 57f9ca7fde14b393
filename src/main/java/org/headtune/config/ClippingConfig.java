package org.headtune.config;

import java.util.Optional;

/** The section {@code training.clipping}; bounds that stand together are applied in this order. */
@Meaning(
    "bounds of the gradient of the loss, each absent for none, applied in this order before l1, l2"
        + " and the optimizer; frozen layers and running statistics do not count")
public record ClippingConfig(
    @Key(
            value = "largest magnitude of each number of the gradient; what is beyond is cut",
            min = 0,
            aboveMin = true)
        Optional<Double> value,
    @Key(
            value = "largest Euclidean norm of each layer's gradient; a longer one is made shorter",
            min = 0,
            aboveMin = true)
        Optional<Double> layerNorm,
    @Key(
            value =
                "largest Euclidean norm of the gradient of all layers together (Pascanu et al. 2013)",
            min = 0,
            aboveMin = true)
        Optional<Double> globalNorm) {}
