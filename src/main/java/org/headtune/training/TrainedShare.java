package org.headtune.training;

import java.io.Serializable;
import org.headtune.model.HealthMemory;
import org.headtune.model.NetworkState;

/**
 * What has become of a network on one worker's share.
 *
 * @param health what was seen of its layers
 * @param loss of its rows, added up; not finite if it has diverged, after which it was not trained
 * @param rows of its batches
 */
public record TrainedShare(NetworkState state, HealthMemory health, double loss, long rows)
    implements Serializable {}
