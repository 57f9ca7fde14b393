/** Pictures and the page that shows a run to a person. */
package org.headtune.report;
