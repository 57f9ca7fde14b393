package org.headtune.data;

/**
 * The labels of a table's rows.
 *
 * @param ofRow label of each row, or {@link Profiling#LEFT_OUT}
 * @param sets what the labels stand for
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
record RowLabels(int[] ofRow, LabelSets sets) {}
