package org.headtune.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What a file looks like, for those that are given in place of a model. */
enum FileKind {
  MODEL("is a zip of Headtune"),
  DEEPLEARNING4J(
      "is a plain Deeplearning4j model without columns and classes; `headtune finetune --from` can"
          + " start from it"),
  EMPTY("is empty"),
  MODEL_PACKED_AGAIN("is a model of Headtune that another program has packed again"),
  PYTORCH("looks like a PyTorch file"),
  KERAS("looks like a Keras file"),
  OTHER_ZIP("is a zip, but not of Headtune"),
  HDF5("looks like HDF5, as Keras writes it"),
  GZIP("is compressed with gzip"),
  PICKLE("looks like a Python pickle, as scikit-learn writes it"),
  SAFETENSORS("looks like a safetensors file"),
  ONNX("looks like an ONNX file"),
  TEXT("is a text file"),
  UNKNOWN("is not a zip");

  private static final int BYTES = 64;

  private final String looks;

  FileKind(String looks) {
    this.looks = looks;
  }

  /** Says so, unless it is the kind that is wanted. */
  void require(FileKind wanted) throws RefusedException {
    if (this != wanted) {
      throw new RefusedException(
          null,
          looks
              + (wanted == MODEL
                  ? "; a model.zip or run folder written by Headtune was expected"
                  : "; a zip written by plain Deeplearning4j was expected"));
    }
  }

  /** The kind that the first bytes speak for, and the names of the entries where it is a zip. */
  static FileKind of(FileBytes file) throws IOException {
    byte[] start = file.read(0, (int) Math.min(BYTES, file.size()));
    String head = new String(start, StandardCharsets.ISO_8859_1);
    if (head.isEmpty()) {
      return EMPTY;
    } else if (head.startsWith("PK")) {
      return zip(head, ZipNames.of(file));
    } else if (head.startsWith("\u0089HDF\r\n\u001a\n")) {
      return HDF5;
    } else if (head.startsWith("\u001f\u008b")) {
      return GZIP;
    } else if (head.startsWith("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.")) {
      return PYTORCH;
    } else if (head.matches("(?s)\\x80[\\x02-\\x05].*")) {
      return PICKLE;
    } else if (head.matches("(?s).{6}\\x00\\x00\\{.*")) {
      return SAFETENSORS;
    } else if (head.matches("(?s)\\x08[\\x01-\\x20][\\x12:B].*")) {
      return ONNX;
    }
    return head.chars()
            .allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t')
        ? TEXT
        : UNKNOWN;
  }

  /** The names are empty where the file was cut off: then the first bytes must do. */
  private static FileKind zip(String head, Set<String> names) {
    if (names.stream().anyMatch(name -> name.endsWith("data.pkl"))
        || head.contains("/data.pkl")
        || head.contains("archive/")) {
      return PYTORCH;
    } else if (names.contains("model.weights.h5") || head.contains("metadata.json")) {
      return KERAS;
    } else if (!head.contains(ZipGate.CONFIGURATION)) {
      return OTHER_ZIP;
    } else if (head.length() > 8 && head.charAt(8) == 0) {
      return MODEL;
    }
    return names.contains(ZipGate.CARD) ? MODEL_PACKED_AGAIN : DEEPLEARNING4J;
  }
}
