package org.headtune.training;

/**
 * What one pass over the training rows came to.
 *
 * @param epoch counted from 1
 * @param loss the loss that is trained: the mean over the rows of the loss of their batch, each
 *     taken before the update it caused
 * @param learningRate step size of the last update
 * @param rows training rows seen; rows that are drawn again count again
 */
public record EpochRecord(int epoch, double loss, double learningRate, long rows) {}
