package org.headtune.model;

import java.util.function.Supplier;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;

/** Memory for what DL4J's layers make in one pass, used again in the next. */
final class Scope {
  private static final WorkspaceConfiguration REUSED =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.05)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .build();

  private final LayerWorkspaceMgr workspaces;

  Scope(String name) {
    String oneLayer = name + "_LAYER";
    workspaces =
        LayerWorkspaceMgr.builder()
            .defaultWorkspace(name, REUSED)
            .with(ArrayType.FF_WORKING_MEM, oneLayer, REUSED)
            .with(ArrayType.BP_WORKING_MEM, oneLayer, REUSED)
            .build();
  }

  /** Does one pass; arrays that it made are lost at its end. */
  <T> T pass(Supplier<T> work) {
    return within(ArrayType.ACTIVATIONS, work);
  }

  /** Does one layer's part of a pass; its results stay, all else is lost. */
  <T> T layer(Supplier<T> work) {
    return within(ArrayType.FF_WORKING_MEM, work);
  }

  private <T> T within(ArrayType type, Supplier<T> work) {
    MemoryWorkspace workspace = workspaces.notifyScopeEntered(type);
    try {
      return work.get();
    } finally {
      workspace.close();
    }
  }

  LayerWorkspaceMgr workspaces() {
    return workspaces;
  }
}
