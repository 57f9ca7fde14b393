package org.headtune.recipe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of a batch's slots, each started when its slot has its first run. */
final class SlotProcesses implements AutoCloseable {
  private final List<String> program;
  private final Map<String, SlotProcess> bySlot = new HashMap<>();

  /**
   * None yet.
   *
   * @param program the words that start one
   */
  SlotProcesses(List<String> program) {
    this.program = program;
  }

  /** Has a run done in a slot where none is at work. */
  SlotProcess begin(Slot slot, WorkOrder order) {
    SlotProcess before = bySlot.get(slot.name());
    if (before != null && before.isUsable() && before.begin(order)) {
      return before;
    } else if (before != null) {
      before.end();
    }
    SlotProcess fresh = SlotProcess.start(program, slot);
    bySlot.put(slot.name(), fresh);
    // One that has ended already says so when it is asked how the run has ended.
    fresh.begin(order);
    return fresh;
  }

  /** Lets all go. */
  @Override
  public void close() {
    bySlot.values().forEach(SlotProcess::end);
  }
}
