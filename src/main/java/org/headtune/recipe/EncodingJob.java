package org.headtune.recipe;

import java.io.Serializable;
import java.util.List;

/**
 * All that other machines need to encode files of a run's training table, beside the files.
 *
 * @param config of the run, as YAML
 * @param columns fitted to the training rows, as JSON
 * @param rows files that the encoded rows go to, under the same paths everywhere
 */
public record EncodingJob(String config, String columns, List<String> rows)
    implements Serializable {}
