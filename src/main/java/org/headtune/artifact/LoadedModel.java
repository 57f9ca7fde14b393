package org.headtune.artifact;

import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A model that was read back and has computed once.
 *
 * @param graph takes {@code rows x input size} and gives {@code rows x K} probabilities
 * @param card what else is known about it
 * @param sha256 of the zip, as {@code sha256sum} prints it
 */
public record LoadedModel(ComputationGraph graph, ModelCard card, String sha256) {}
