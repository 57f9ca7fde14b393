/** The network and its head: from layers in words to a network that computes. */
package org.headtune.model;
