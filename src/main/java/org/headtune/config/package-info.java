/**
 * The one description of a run: YAML in, records out; every key is documented where it is declared.
 */
package org.headtune.config;
