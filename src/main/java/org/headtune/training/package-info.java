/** The loop that moves the weights: no files, no console, no clock. */
package org.headtune.training;
