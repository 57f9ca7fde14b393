package org.headtune.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** JSON of foreign origin: UTF-8, one value, no key twice, and only so deep and so long. */
final class StrictJson {
  private static final int DEPTH = 32;

  private final ObjectMapper mapper;

  /** A parser that gives up after so many keys, values and brackets. */
  StrictJson(long tokens) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder().maxNestingDepth(DEPTH).maxTokenCount(tokens).build();
    mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(limits)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /** The object that the bytes of an entry spell. */
  JsonNode object(String entry, byte[] bytes) throws RefusedException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode tree = mapper.readTree(text);
      if (!tree.isObject()) {
        throw new RefusedException(
            entry, "is not a JSON object; the file was not made by Headtune");
      }
      return tree;
    } catch (CharacterCodingException e) {
      throw new RefusedException(entry, "is not text in UTF-8; the file is damaged");
    } catch (JsonProcessingException e) {
      // The library's own words may tell of its settings.
      String place =
          e.getLocation() == null
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", from line %d, column %d on",
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr());
      throw new RefusedException(
          entry, "is not the JSON that Headtune writes" + place + "; the file is damaged");
    }
  }
}
