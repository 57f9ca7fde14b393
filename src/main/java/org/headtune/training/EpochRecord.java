package org.headtune.training;

/**
 * What one pass over the training rows came to.
 *
 * @param epoch counted from 1
 * @param loss mean cross-entropy over the rows, each taken before the update it caused
 * @param learningRate step size of the last update
 * @param rows training rows seen
 */
public record EpochRecord(int epoch, double loss, double learningRate, long rows) {}
