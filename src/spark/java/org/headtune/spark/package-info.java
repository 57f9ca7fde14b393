/** Encoding, training and prediction on the machines of an Apache Spark cluster. */
package org.headtune.spark;
