package org.headtune.artifact;

import java.util.Optional;

/**
 * A training run at one instant.
 *
 * @param model the network as it was, with the state of its optimiser
 * @param state where the run stood
 * @param best the parameters that were best so far, where they are kept
 * @param average the moving average of the parameters, where there is one
 */
public record Checkpoint<T>(
    LoadedModel model, T state, Optional<float[]> best, Optional<float[]> average) {}
