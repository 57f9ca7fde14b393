package org.headtune.data;

/**
 * A file that was read, as it was.
 *
 * @param path as the user named it
 * @param sha256 of the bytes on disk, in lower-case hexadecimal
 * @param bytes size on disk
 * @param rows how many rows, or labels, it held
 */
public record SourceFile(String path, String sha256, long bytes, long rows) {}
