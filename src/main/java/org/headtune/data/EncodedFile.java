package org.headtune.data;

import java.io.Serializable;
import java.util.List;

/**
 * What has become of one file of a table.
 *
 * @param read the file, and what was read with it, as it was
 * @param cut how many cells held more than there is room for
 * @param faulty whether rows of it cannot be encoded
 */
public record EncodedFile(List<SourceFile> read, long cut, boolean faulty)
    implements Serializable {}
