package org.headtune.artifact;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.LoggerFactory;

/**
 * A file that receives everything the libraries and this tool log, from debug upwards, until it is
 * closed. When it has become large it is set aside, in the place of one that was set aside before,
 * and begun anew. Nothing is ever logged to the console. A log that cannot be written is lost in
 * silence: no run ends for it.
 */
public final class RunLog implements Closeable {
  /** Behind the name of a log that was set aside. */
  static final String OLDER = ".1";

  /** Bytes, for months of epochs. */
  private static final long LARGEST = 16L << 20;

  private final Logger root;
  private final Level before;
  private final RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();

  private RunLog(LoggerContext context, Path file, long largest) {
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
    appender.setRollingPolicy(new Rotation(file, largest));
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.DEBUG);
  }

  /** Appends to the file from now on. */
  public static RunLog attach(Path file) {
    return attach(file, LARGEST);
  }

  /** As above, with a size in bytes that it is set aside at. */
  static RunLog attach(Path file, long largest) {
    return new RunLog((LoggerContext) LoggerFactory.getILoggerFactory(), file, largest);
  }

  /** Logback's own policies read a pattern in the path, which a folder may hold by chance. */
  private static final class Rotation implements RollingPolicy, TriggeringPolicy<ILoggingEvent> {
    private final Path file;
    private final long largest;

    Rotation(Path file, long largest) {
      this.file = file;
      this.largest = largest;
    }

    @Override
    public boolean isTriggeringEvent(File active, ILoggingEvent event) {
      return active.length() >= largest;
    }

    @Override
    public void rollover() {
      try {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + OLDER),
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new RolloverFailure("the log goes on in the same file", e);
      }
    }

    @Override
    public String getActiveFileName() {
      return file.toString();
    }

    @Override
    public CompressionMode getCompressionMode() {
      return CompressionMode.NONE;
    }

    @Override
    public void setParent(FileAppender<?> appender) {}

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public boolean isStarted() {
      return true;
    }
  }

  @Override
  public void close() {
    root.setLevel(before);
    root.detachAppender(appender);
    appender.stop();
  }
}
