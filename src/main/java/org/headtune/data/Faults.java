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

  void throwIfAny(String file) {
    if (count == 0) {
      return;
    }
    if (count > faults.size()) {
      faults.add(
          new UserError.Fault(
              Place.of(file),
              String.format(Locale.ROOT, "%,d more faults like these", count - faults.size())));
    }
    throw new UserError(ExitCode.DATA, faults);
  }
}
