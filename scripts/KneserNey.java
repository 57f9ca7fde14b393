import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.ModelZip;
import org.headtune.data.TokenSequence;
import org.headtune.data.Tokenizer;

/**
 * {@code MODEL TRAIN HELD_OUT}: the perplexity of an interpolated 3-gram model with modified
 * Kneser-Ney smoothing (Chen and Goodman 1999, "An empirical study of smoothing techniques for
 * language modeling", section 3) on the tokens of a language model, text by text as the language
 * model is asked them: from the first token to the end of the text, or to where it was cut. A line
 * is a text. Started by scripts/language-model.
 */
final class KneserNey {
  private static final int ORDER = 3;
  private static final long BASE = 1L << 20; // more than there are tokens

  private final int tokens;

  /** Counts of n-grams, n from 1: true ones of the highest order, continuations of the others. */
  private final List<Map<Long, int[]>> counts = new ArrayList<>();

  /** Of each context: the sum of its counts, and how many n-grams have the count 1, 2, and more. */
  private final List<Map<Long, int[]>> contexts = new ArrayList<>();

  private final double[][] discounts = new double[ORDER + 1][];

  private KneserNey(int tokens) {
    this.tokens = tokens;
  }

  public static void main(String[] words) throws IOException {
    TokenSequence column;
    try (CheckedModel model = ModelZip.check(Path.of(words[0]))) {
      column = (TokenSequence) model.card().columns().columns().get(0);
    }
    KneserNey grams = new KneserNey(column.bag().entries());
    grams.learn(texts(column, Path.of(words[1])));
    double loss = 0;
    long asked = 0;
    long right = 0;
    for (int[] text : texts(column, Path.of(words[2]))) {
      for (int i = 1; i < text.length; i++) {
        int before = i > 1 ? text[i - 2] : text[0];
        loss -= Math.log(grams.probability(before, text[i - 1], text[i]));
        right += grams.best(before, text[i - 1]) == text[i] ? 1 : 0;
        asked++;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "{\"perplexity\": %.6f, \"accuracy\": %.6f, \"questions\": %d}%n",
        Math.exp(loss / asked),
        (double) right / asked,
        asked);
  }

  private static List<int[]> texts(TokenSequence column, Path file) throws IOException {
    Tokenizer tokenizer = column.tokenizer();
    int most = column.bag().length();
    List<int[]> texts = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      for (String part : parts(line, 400)) {
        int[] own = tokenizer.encode(part);
        int[] text = new int[Math.min(most, own.length + 2)];
        text[0] = Tokenizer.BEGIN;
        for (int i = 1; i < text.length; i++) {
          text[i] = i <= own.length ? own[i - 1] : Tokenizer.END;
        }
        texts.add(text);
      }
    }
    return texts;
  }

  /** A long line in parts, cut at blanks, as data.documents.split does. */
  private static List<String> parts(String line, int most) {
    List<String> parts = new ArrayList<>();
    String rest = line;
    while (rest.length() > most) {
      int cut = rest.lastIndexOf(' ', most);
      cut = cut <= 0 ? most : cut;
      parts.add(rest.substring(0, cut));
      rest = rest.substring(cut);
    }
    parts.add(rest);
    return parts;
  }

  private void learn(List<int[]> texts) {
    for (int n = 0; n <= ORDER; n++) {
      counts.add(new HashMap<>());
      contexts.add(new HashMap<>());
    }
    for (int[] text : texts) {
      for (int i = 1; i < text.length; i++) {
        int before = i > 1 ? text[i - 2] : text[0];
        add(ORDER, key(before, text[i - 1], text[i]));
      }
    }
    for (int n = ORDER; n > 1; n--) {
      long top = n == 3 ? BASE * BASE : BASE;
      for (long gram : counts.get(n).keySet()) {
        add(n - 1, gram % top); // once for each different token in front of it
      }
    }
    for (int n = 1; n <= ORDER; n++) {
      discounts[n] = discounts(counts.get(n));
      for (Map.Entry<Long, int[]> gram : counts.get(n).entrySet()) {
        int count = gram.getValue()[0];
        int[] context = contexts.get(n).computeIfAbsent(gram.getKey() / BASE, key -> new int[4]);
        context[0] += count;
        context[Math.min(count, 3)]++;
      }
    }
  }

  private void add(int order, long gram) {
    counts.get(order).computeIfAbsent(gram, key -> new int[1])[0]++;
  }

  private static long key(int a, int b, int c) {
    return (a * BASE + b) * BASE + c;
  }

  /** What is taken from counts of 1, 2 and more (equation 17 there). */
  private static double[] discounts(Map<Long, int[]> grams) {
    double[] of = new double[5];
    grams.values().forEach(count -> of[Math.min(count[0], 4)] += count[0] <= 4 ? 1 : 0);
    double y = of[1] / (of[1] + 2 * of[2]);
    return new double[] {
      0, 1 - 2 * y * of[2] / of[1], 2 - 3 * y * of[3] / of[2], 3 - 4 * y * of[4] / of[3]
    };
  }

  private double probability(int a, int b, int c) {
    double uniform = 1.0 / tokens;
    double one = level(1, 0, c, uniform);
    double two = level(2, b, b * BASE + c, one);
    return level(3, a * BASE + b, key(a, b, c), two);
  }

  private double level(int n, long context, long gram, double lower) {
    int[] sums = contexts.get(n).get(context);
    if (sums == null) {
      return lower;
    }
    int[] found = counts.get(n).get(gram);
    int count = found == null ? 0 : found[0];
    double[] discount = discounts[n];
    double kept = count - discount[Math.min(count, 3)];
    double free = 0;
    for (int k = 1; k <= 3; k++) {
      free += discount[k] * sums[k];
    }
    return (Math.max(0, kept) + free * lower) / sums[0];
  }

  private final Map<Long, Integer> known = new HashMap<>();

  /** The most probable token. */
  private int best(int a, int b) {
    return known.computeIfAbsent(
        a * BASE + b,
        key -> {
          int best = 0;
          double highest = -1;
          for (int c = 0; c < tokens; c++) {
            double share = probability(a, b, c);
            if (share > highest) {
              highest = share;
              best = c;
            }
          }
          return best;
        });
  }
}
