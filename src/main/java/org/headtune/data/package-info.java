/** Rows and labels: readers, column types and their fitted preprocessing, splits. */
package org.headtune.data;
