package org.headtune.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.headtune.training.EarlyStopping;
import org.headtune.training.Position;

/**
 * Where a run stands, as a checkpoint keeps it beside the network and its optimiser; no wall-clock
 * facts, so that the same run saves the same bytes.
 *
 * @param position in the data
 * @param monitor the number that decides which epoch is the best
 * @param stopping what early stopping has seen
 * @param epochs the lines of {@code metrics.jsonl}
 * @param settings the config's values by path
 */
record TrainingState(
    Position position,
    String monitor,
    EarlyStopping.Memory stopping,
    List<JsonNode> epochs,
    Map<String, String> settings) {}
