package org.headtune.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.headtune.recipe.Interruption;

/**
 * The world of one call: the program is a function of its words and of this.
 *
 * @param out raw standard output, for rows; a failure to write must not be swallowed
 * @param err where the story, warnings and faults go
 * @param cache folder of what later calls may use again
 * @param interruption how the call is asked to stop
 * @param terminal whether {@code err} is looked at by a person, so that a progress bar makes sense
 */
record Outside(
    InputStream in,
    OutputStream out,
    PrintWriter err,
    Interruption interruption,
    boolean terminal,
    Clock clock,
    Path cache) {}
