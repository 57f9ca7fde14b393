package org.headtune.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Turns the events of a YAML 1.2 parser into nodes that know their place. Anchors, aliases, tags,
 * duplicate keys and deep nesting are refused here, so nothing later can meet a cycle or a bomb.
 */
final class YamlTree {
  private static final int MAX_DEPTH = 50;

  private final Parser events;
  private final Function<Mark, Source> sources;
  private final List<Fault> faults;

  private YamlTree(Parser events, Function<Mark, Source> sources, List<Fault> faults) {
    this.events = events;
    this.sources = sources;
    this.faults = faults;
  }

  /**
   * The one document of the text, or nothing if the text holds none.
   *
   * @param sources gives the source of what stands at a mark
   * @param faults takes what is wrong but lets the reading go on
   * @throws UserError if the reading cannot go on
   */
  static Optional<Node> read(String text, Function<Mark, Source> sources, List<Fault> faults) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    StreamReader reader = new StreamReader(settings, text);
    try {
      return new YamlTree(new ParserImpl(settings, reader), sources, faults).document();
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElseThrow();
      throw fatal(sources.apply(mark), syntaxFault(text, mark, e.getProblem())).because(e);
    } catch (ReaderException e) {
      String character = "U+%04X".formatted(e.getCodePoint());
      throw fatal(
          sources.apply(markAt(text, e.getPosition())),
          "the character " + character + " is not allowed in YAML: remove it");
    } catch (YamlEngineException | NumberFormatException e) {
      // the parser's own slips: these two leave it without a place
      String message =
          "not valid YAML up to here; expected `key: value`: check indentation, quotes and escapes";
      throw fatal(sources.apply(reader.getMark().orElseThrow()), message).because(e);
    }
  }

  private Optional<Node> document() {
    events.next();
    if (events.checkEvent(Event.ID.StreamEnd)) {
      return Optional.empty();
    }
    events.next();
    Node root = node(0);
    events.next();
    if (!events.checkEvent(Event.ID.StreamEnd)) {
      throw fatal(
          source(events.peekEvent()),
          "a second document starts here; expected one mapping in one document: remove it");
    }
    return Optional.of(root);
  }

  private Node node(int depth) {
    Event event = events.next();
    Source source = source(event);
    if (depth > MAX_DEPTH) {
      throw fatal(source, "nested too deep; expected at most " + MAX_DEPTH + " levels");
    }
    if (event instanceof AliasEvent alias) {
      tell(source, "anchors are not allowed: write out what " + alias.getAlias() + " stands for");
      return new Node.Refused(source);
    }
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(name -> tell(source, "anchors are not allowed: remove '&" + name + "'"));
    Optional<String> tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : ((CollectionStartEvent) event).getTag();
    Node content = content(event, source, depth);
    if (tag.isPresent()) {
      String written = tag.get().replaceFirst("^tag:yaml\\.org,2002:", "!!");
      tell(source, "tags are not allowed: remove " + Text.quoted(written));
      return new Node.Refused(source);
    }
    return content;
  }

  private Node content(Event event, Source source, int depth) {
    if (event instanceof ScalarEvent scalar) {
      return new Node.Scalar(source, scalar.getValue(), scalar.isPlain());
    }
    return event instanceof SequenceStartEvent
        ? sequence(source, depth + 1)
        : mapping(source, depth + 1);
  }

  private Node sequence(Source source, int depth) {
    List<Node> items = new ArrayList<>();
    while (!events.checkEvent(Event.ID.SequenceEnd)) {
      items.add(node(depth));
    }
    events.next();
    return new Node.Sequence(source, items);
  }

  private Node mapping(Source source, int depth) {
    Map<String, Node.Field> fields = new LinkedHashMap<>();
    while (!events.checkEvent(Event.ID.MappingEnd)) {
      Node key = node(depth);
      Node.Field field = new Node.Field(key.source(), node(depth));
      if (key instanceof Node.Scalar scalar) {
        Node.Field first = fields.putIfAbsent(scalar.text(), field);
        if (first != null) {
          tell(key.source(), duplicate(scalar.text(), first.key(), key.source()));
        }
      } else if (!(key instanceof Node.Refused)) {
        tell(key.source(), "a list or mapping stands as a key; expected text");
      }
    }
    events.next();
    return new Node.Mapping(source, fields);
  }

  private static String duplicate(String key, Source first, Source second) {
    return "the key %s stands here, in line %s, and before in line %s; expected once: remove one"
        .formatted(Text.quoted(key), second.place().line(), first.place().line());
  }

  private Source source(Event event) {
    return sources.apply(event.getStartMark().orElseThrow());
  }

  private void tell(Source source, String message) {
    faults.add(new Fault(source.place(), message));
  }

  private static UserError fatal(Source source, String message) {
    return new UserError(ExitCode.CONFIG, source.place(), message);
  }

  private static Mark markAt(String text, int position) {
    int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
    String before = text.substring(0, end);
    int line = (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - (before.lastIndexOf('\n') + 1);
    return new Mark("", end, line, column, new int[0], 0);
  }

  /**
   * A tab before the first word of a line is the commonest fault, and the parser does not say so.
   */
  private static String syntaxFault(String text, Mark mark, String problem) {
    String line = text.lines().skip(mark.getLine()).findFirst().orElse("");
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    if (indent.indexOf('\t') >= 0) {
      return "line %s is indented with a tab; expected spaces: replace it"
          .formatted(mark.getLine() + 1);
    }
    return "not valid YAML: %s; expected `key: value`: check indentation, brackets and quotes here and in the line before"
        .formatted(Text.printable(problem));
  }
}
