package org.headtune.recipe;

import java.io.Serializable;

/**
 * All that a worker on another machine needs to train copies of a run's network, beside a file of
 * encoded rows that all machines can read.
 *
 * @param checkpoint the bytes of a checkpoint with the network as it begins
 * @param config of the run, as YAML
 * @param cache folder with the encoded rows, under the same path everywhere
 * @param key of the file of rows
 * @param table that the rows come from
 * @param rows how many
 * @param width numbers of each
 * @param labels of the rows
 * @param sets which classes the labels stand for; empty where each is a class
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
public record TrainingJob(
    byte[] checkpoint,
    String config,
    String cache,
    String key,
    String table,
    int rows,
    int width,
    int[] labels,
    int[][] sets)
    implements Serializable {}
