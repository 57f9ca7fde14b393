/** What predictions are worth, in plain Java arithmetic. */
package org.headtune.evaluation;
