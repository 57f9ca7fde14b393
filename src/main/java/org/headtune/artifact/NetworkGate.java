package org.headtune.artifact;

import java.io.IOException;
import java.nio.FloatBuffer;
import org.headtune.data.Shape;

/** A network in a file that is in order. */
interface NetworkGate {

  /** The configuration of a graph, written anew from what was checked. */
  String configuration();

  /** Its layers. */
  NetworkOutline network();

  /** The shape of one example. */
  Shape input();

  /** Fills the buffer, which takes exactly the network's parameters. */
  void readParameters(FloatBuffer target) throws IOException;
}
