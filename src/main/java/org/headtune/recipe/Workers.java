package org.headtune.recipe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of a batch's slots, each started when its slot has its first run. */
final class Workers implements AutoCloseable {
  private final List<String> program;
  private final Map<String, Worker> bySlot = new HashMap<>();

  /**
   * None yet.
   *
   * @param program the words that start one
   */
  Workers(List<String> program) {
    this.program = program;
  }

  /** Has a run done in a slot where none is at work. */
  Worker begin(Slot slot, WorkOrder order) {
    Worker before = bySlot.get(slot.name());
    if (before != null && before.isUsable() && before.begin(order)) {
      return before;
    } else if (before != null) {
      before.end();
    }
    Worker fresh = Worker.start(program, slot);
    bySlot.put(slot.name(), fresh);
    // One that has ended already says so when it is asked how the run has ended.
    fresh.begin(order);
    return fresh;
  }

  /** Lets all go. */
  @Override
  public void close() {
    bySlot.values().forEach(Worker::end);
  }
}
