package org.headtune.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;

final class BackendTest {

  @Test
  void the_cpu_is_found_with_its_threads_and_its_blas() {
    Backend backend = Backend.start(Wanted.AUTO, 0);
    assertThat(backend.kind()).isEqualTo("cpu");
    assertThat(backend.threads()).isEqualTo(Integer.parseInt(System.getenv("OMP_NUM_THREADS")));
    assertThat(backend.blas()).isEqualTo("OPENBLAS");
    assertThat(backend.version()).isEqualTo("1.0.0-M2.1");
    assertThat(backend.threadsReason()).isNotEmpty();
    assertThat(Backend.start(Wanted.CPU, 0).kind()).isEqualTo("cpu");
  }

  @Test
  void a_gpu_that_this_build_cannot_use_is_refused() {
    assertThatThrownBy(() -> Backend.start(Wanted.CUDA, 0))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BACKEND))
        .hasMessageContaining("--backend cuda was asked for");
  }

  @Test
  void the_first_cause_of_a_failure_is_what_the_user_reads() {
    Throwable cause = new UnsatisfiedLinkError("no jnind4jcpu in java.library.path");
    UserError error = Backend.unusable(new ExceptionInInitializerError(cause));
    assertThat(error.exitCode()).isEqualTo(ExitCode.BACKEND);
    assertThat(error)
        .hasMessageContaining("no jnind4jcpu in java.library.path")
        .hasRootCause(cause);
  }

  @Test
  void a_driver_whose_library_is_missing_is_told_as_the_drivers_fault() {
    Throwable cause =
        new UnsatisfiedLinkError(
            "libjnicudart.so: libcuda.so.1: cannot open shared object file: No such file or directory");
    assertThat(Backend.unusable(cause))
        .hasMessageContaining("libcuda.so.1: cannot open shared object file")
        .hasMessageEndingWith("NVIDIA_DRIVER_CAPABILITIES=compute,utility");
  }
}
