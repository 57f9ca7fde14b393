/** Words in, exit code out: one thin file per command. */
package org.headtune.cli;
