package org.headtune.artifact;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.List;

/**
 * How Logback begins, which finds this class by its name in {@code META-INF/services}: nothing is
 * logged, of Logback itself neither, until a run attaches its {@link RunLog}. In place of an XML
 * file, whose reader takes a tenth of a second.
 */
public final class SilentLogging extends ContextAwareBase implements Configurator {
  /** Names a file that says otherwise, as the processes of a cluster have. */
  private static final String FILE = "logback.configurationFile";

  private static final List<String> LIBRARIES =
      List.of("org.apache.spark", "org.apache.hadoop", "org.sparkproject", "io.netty");

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    context.getStatusManager().add(new NopStatusListener());
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    // Of a cluster, a run's log has only what goes wrong.
    for (String library : LIBRARIES) {
      context.getLogger(library).setLevel(Level.WARN);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
