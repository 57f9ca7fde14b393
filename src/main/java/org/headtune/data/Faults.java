package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** The faults of a file, collected to be shown together: the first ones, and how many there are. */
final class Faults {
  private static final int SHOWN = 20;

  private final List<UserError.Fault> faults = new ArrayList<>();
  private long count;

  void add(Place place, String message) {
    count++;
    if (faults.size() < SHOWN) {
      faults.add(new UserError.Fault(place, message));
    }
  }

  void add(UserError error) {
    error.faults().forEach(fault -> add(fault.place(), fault.message()));
  }

  boolean none() {
    return count == 0;
  }

  void throwIfAny(String file) {
    if (count > 0) {
      throw new UserError(ExitCode.DATA, shown(file));
    }
  }

  /** The first faults, and a line on the others. */
  List<UserError.Fault> shown(String file) {
    List<UserError.Fault> shown = new ArrayList<>(faults);
    if (count > shown.size()) {
      long more = count - shown.size();
      shown.add(
          new UserError.Fault(
              Place.of(file), String.format(Locale.ROOT, "%,d more faults like these", more)));
    }
    return shown;
  }
}
