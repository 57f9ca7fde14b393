package org.headtune.config;

import java.util.Optional;

/** The section {@code training.regularization}. */
@Meaning(
    "what keeps weights small; never applied to biases, scales, shifts and learnt slopes, and no part of the loss that"
        + " is told, which is the cross-entropy alone")
public record RegularizationConfig(
    @Key(
            value =
                "adds l1 times the sign of each weight to its gradient: the penalty l1 * sum |w|",
            standard = "0",
            min = 0)
        double l1,
    @Key(
            value = "adds l2 times each weight to its gradient: the penalty l2 / 2 * sum w^2",
            standard = "0",
            min = 0)
        double l2,
    @Key(
            value =
                "share of each weight taken off per unit of step size, independently of the gradient"
                    + " (Loshchilov and Hutter 2019), for any optimizer but adamw, which has its own",
            standard = "0",
            min = 0)
        double weightDecay,
    @Key(
            value =
                "largest Euclidean norm of the weights that lead into one unit or filter, without the"
                    + " bias; after each update longer ones are made shorter (Srivastava et al. 2014)",
            min = 0,
            aboveMin = true)
        Optional<Double> maxNorm) {}
