package org.headtune.artifact;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A model that was read back and has computed once.
 *
 * @param zip the file it was read from
 * @param graph takes {@code rows x input size} and gives {@code rows x K} probabilities
 * @param card what else is known about it
 * @param sha256 of the zip, as {@code sha256sum} prints it
 */
public record LoadedModel(Path zip, ComputationGraph graph, ModelCard card, String sha256) {}
