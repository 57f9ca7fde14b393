/**
 * Headtune: pretrains, fine-tunes and runs softmax classifiers from one YAML file.
 *
 * <p>The rooms, in the order the data takes: {@code cli} turns words into a call of a {@code
 * recipe}; a recipe reads a {@code config}, starts the {@code backend}, reads {@code data}, builds
 * a {@code model}, moves its weights in {@code training}, asks {@code evaluation} what it is worth,
 * and leaves an {@code artifact} and a {@code report}. This package holds only what every room may
 * say to a user: {@link org.headtune.UserError}.
 */
package org.headtune;
