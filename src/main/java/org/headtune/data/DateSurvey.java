package org.headtune.data;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which of the usual ways to write dates fit all cells of a column. */
final class DateSurvey {
  /** Of two that fit, the first is taken. */
  private static final List<DateFormat> USUAL =
      Stream.of("", "uuuu/M/d", "d.M.uuuu", "M/d/uuuu", "d/M/uuuu", "d-M-uuuu")
          .map(date -> DateFormat.of(date.isEmpty() ? date : date + "[ H:mm[:ss]]"))
          .toList();

  private final List<Candidate> candidates = new ArrayList<>();

  private static final class Candidate {
    private final DateFormat format;
    private OffsetDateTime first;
    private OffsetDateTime last;

    Candidate(DateFormat format) {
      this.format = format;
    }

    boolean accept(String text) {
      OffsetDateTime moment = format.read(text);
      if (moment != null) {
        first = first == null || moment.isBefore(first) ? moment : first;
        last = last == null || moment.isAfter(last) ? moment : last;
      }
      return moment != null;
    }
  }

  DateSurvey() {
    USUAL.forEach(format -> candidates.add(new Candidate(format)));
  }

  void accept(String text) {
    candidates.removeIf(candidate -> !candidate.accept(text));
  }

  /** Whether there were cells, and all are dates. */
  boolean fits() {
    return !candidates.isEmpty() && candidates.get(0).first != null;
  }

  /** In the letters of java.time; empty for ISO 8601. */
  String pattern() {
    return candidates.get(0).format.pattern();
  }

  /** Another that fits as well, or nothing. */
  String otherPattern() {
    return candidates.size() < 2 ? "" : candidates.get(1).format.pattern();
  }

  LocalDate first() {
    return candidates.get(0).first.toLocalDate();
  }

  LocalDate last() {
    return candidates.get(0).last.toLocalDate();
  }
}
