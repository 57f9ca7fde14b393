package org.headtune.artifact;

import java.nio.charset.StandardCharsets;

/** What a file looks like from its first bytes, for those that are given in place of a model. */
enum FileKind {
  MODEL(""),
  EMPTY("is empty"),
  ZIP_OF_PYTORCH("looks like a PyTorch file"),
  ZIP_OF_KERAS("looks like a Keras file"),
  ZIP_OF_DL4J("is a zip of Deeplearning4j, or one of Headtune's that was packed again"),
  OTHER_ZIP("is a zip, but not of Headtune"),
  HDF5("looks like HDF5, as Keras writes it"),
  GZIP("is compressed with gzip"),
  PICKLE("looks like a Python pickle, as PyTorch and scikit-learn write it"),
  SAFETENSORS("looks like a safetensors file"),
  ONNX("looks like an ONNX file"),
  TEXT("is a text file"),
  UNKNOWN("is not a zip");

  /** How many bytes are looked at. */
  static final int BYTES = 64;

  private final String looks;

  FileKind(String looks) {
    this.looks = looks;
  }

  /** Says so, unless it is a zip that begins as Headtune's do. */
  void refuse() throws RefusedException {
    if (this != MODEL) {
      throw new RefusedException(
          null, looks + "; a model.zip or run folder written by Headtune was expected");
    }
  }

  /** The kind that the first bytes speak for; fewer in a shorter file. */
  static FileKind of(byte[] bytes) {
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    if (head.isEmpty()) {
      return EMPTY;
    } else if (head.startsWith("PK")) {
      return zip(head);
    } else if (head.startsWith("\u0089HDF\r\n\u001a\n")) {
      return HDF5;
    } else if (head.startsWith("\u001f\u008b")) {
      return GZIP;
    } else if (head.matches("(?s)\\x80[\\x02-\\x05].*")) {
      return PICKLE;
    } else if (head.matches("(?s).{6}\\x00\\x00\\{.*")) {
      return SAFETENSORS;
    } else if (head.matches("(?s)\\x08[\\x01-\\x20][\\x12:].*")) {
      return ONNX;
    }
    return head.chars()
            .allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t')
        ? TEXT
        : UNKNOWN;
  }

  private static FileKind zip(String head) {
    if (head.contains("/data.pkl") || head.contains("archive/")) {
      return ZIP_OF_PYTORCH;
    } else if (head.contains("metadata.json") || head.contains("model.weights.h5")) {
      return ZIP_OF_KERAS;
    } else if (head.contains(ZipGate.CONFIGURATION)) {
      return head.length() > 8 && head.charAt(8) != 0 ? ZIP_OF_DL4J : MODEL;
    }
    return OTHER_ZIP;
  }
}
