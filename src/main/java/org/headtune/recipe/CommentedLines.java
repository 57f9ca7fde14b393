package org.headtune.recipe;

import java.util.Locale;

/** Lines of a config that grows, with the reasons for them in comments. */
final class CommentedLines {
  private final StringBuilder text = new StringBuilder();

  void line(String setting) {
    text.append(setting).append('\n');
  }

  /**
   * @param reason for the setting; empty if it needs none
   */
  void line(String setting, String reason) {
    line(reason.isEmpty() ? setting : String.format(Locale.ROOT, "%-50s # %s", setting, reason));
  }

  String text() {
    return text.toString();
  }
}
