package org.headtune.config;

/** The last layer and its loss. */
@Choice(Choice.By.TYPE)
public sealed interface HeadConfig {

  @Meaning("a linear layer and the softmax of its outputs, trained by cross-entropy")
  record Softmax() implements HeadConfig {}
}
