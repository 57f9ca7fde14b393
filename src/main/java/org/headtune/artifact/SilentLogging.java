package org.headtune.artifact;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;

/**
 * How Logback begins, which finds this class by its name in {@code META-INF/services}: nothing is
 * logged, of Logback itself neither, until a run attaches its {@link RunLog}. In place of an XML
 * file, whose reader takes a tenth of a second.
 */
public final class SilentLogging extends ContextAwareBase implements Configurator {
  /** Names a file that says otherwise, as the processes of a cluster have. */
  private static final String FILE = "logback.configurationFile";

  /** Names libraries, with commas between them, whose warnings go to the log of a run. */
  private static final String WARNINGS = "headtune.warnings";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    context.getStatusManager().add(new NopStatusListener());
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    for (String library : System.getProperty(WARNINGS, "").split(",", -1)) {
      if (!library.isEmpty()) {
        context.getLogger(library).setLevel(Level.WARN);
      }
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
