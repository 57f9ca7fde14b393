/** The stories this tool can tell, each readable from top to bottom. */
package org.headtune.recipe;
