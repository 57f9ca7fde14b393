package org.headtune.data;

/**
 * The numbers of a row that one cell of a table has become.
 *
 * @param from the first of them
 * @param width how many
 * @param category whether one of them is 1 and the others are 0
 */
public record RowCell(int from, int width, boolean category) {}
