package org.headtune.recipe;

/**
 * What a command ends with.
 *
 * @param text for a person, whole lines
 * @param json the same for a program, one line
 */
public record Outcome(String text, String json) {}
