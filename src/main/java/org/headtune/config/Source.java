package org.headtune.config;

import org.headtune.Place;
import org.headtune.config.ResolvedConfig.Origin;

/** Where a piece of the config came from. */
record Source(Origin origin, Place place) {}
