package org.headtune.recipe;

import java.util.List;

/**
 * How a batch is worked off.
 *
 * @param program the words that start a process which takes {@link WorkOrder}s
 * @param options that every run is given
 * @param slots one run in each at a time
 * @param retries how often a run is started again that was ended by a signal, a crash, or want of
 *     memory or disk
 * @param words that the user typed, from {@code batch} on; the same ones make it go on
 */
public record BatchSettings(
    List<String> program,
    List<String> options,
    List<Slot> slots,
    int retries,
    List<String> words) {}
