package org.headtune.evaluation;

/**
 * How a network that learns from rows without labels has answered what it was asked.
 *
 * @param loss sum over all questions, in nats where they ask for one of several answers
 * @param questions how many there were
 * @param choices how many of them ask for one of several answers
 * @param right how many of those were answered right
 * @param rows that the questions were about
 */
public record Answers(double loss, long questions, long choices, long right, int rows) {}
