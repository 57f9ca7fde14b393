/** ND4J's own package: one class that DL4J looks for by name and no longer finds. */
package org.nd4j.nativeblas;
