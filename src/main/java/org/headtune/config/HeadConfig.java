package org.headtune.config;

/** The last layer and its loss. */
@Choice(Choice.By.TYPE)
public sealed interface HeadConfig {

  @Meaning("a linear layer and the softmax of its outputs, trained by cross-entropy")
  record Softmax() implements HeadConfig {}

  @Meaning(
      "a linear layer and the logistic function of each output by itself, trained by binary"
          + " cross-entropy, its mean over the classes: for rows with several classes or none")
  record Sigmoid(
      @Key(
              value =
                  "whether each class gets the threshold with the best F1 on the validation rows;"
                      + " else, and without such rows, it is 0.5",
              standard = "true")
          boolean tuneThresholds)
      implements HeadConfig {}
}
