package org.headtune.artifact;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * A file that receives everything the libraries and this tool log, from debug upwards, until it is
 * closed. Nothing is ever logged to the console. A log that cannot be written is lost in silence:
 * no run ends for it.
 */
public final class RunLog implements Closeable {
  private final Logger root;
  private final Level before;
  private final FileAppender<ILoggingEvent> appender = new FileAppender<>();

  private RunLog(LoggerContext context, Path file) {
    root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    before = root.getLevel();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger - %msg%n%ex");
    encoder.start();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setAppend(true);
    appender.setEncoder(encoder);
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.DEBUG);
  }

  /** Appends to the file from now on. */
  public static RunLog attach(Path file) {
    return new RunLog((LoggerContext) LoggerFactory.getILoggerFactory(), file);
  }

  @Override
  public void close() {
    root.setLevel(before);
    root.detachAppender(appender);
    appender.stop();
  }
}
