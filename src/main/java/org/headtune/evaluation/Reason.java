package org.headtune.evaluation;

/**
 * What a part of a row does for its prediction.
 *
 * @param column the part's column
 * @param part which part of the cell; empty for the whole
 * @param effect the probability of the most probable class, less what it is without the part: from
 *     -1 to 1, above 0 for what speaks for the class
 */
public record Reason(String column, String part, float effect) {}
