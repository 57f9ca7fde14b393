package org.headtune.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.headtune.data.Bag;
import org.headtune.data.Shape;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Learnt vectors of weighted entries (averaged embeddings: Joulin et al. 2017, "Bag of tricks for
 * efficient text classification") as a layer of Deeplearning4j, under this name in {@code
 * configuration.json}. It takes a row as {@link Bag} describes it; plain numbers at the beginning
 * of the row it hands on as they are, and behind them for each bag the weighted sum of its entries'
 * vectors. A program that reads such a network with Deeplearning4j needs this class on its class
 * path.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
public final class VectorBags extends VectorTables {
  private int plain;
  private int[] entries = {};
  private int[] lengths = {};
  private int[] units = {};

  /** For Jackson. */
  @SuppressWarnings("unused")
  private VectorBags() {}

  private VectorBags(Builder builder) {
    super(builder);
    plain = builder.input.channels();
    entries = builder.input.bags().stream().mapToInt(Bag::entries).toArray();
    lengths = builder.input.bags().stream().mapToInt(Bag::length).toArray();
    units = builder.input.bags().stream().mapToInt(Bag::units).toArray();
  }

  /** Numbers at the beginning of a row that are handed on. */
  public int getPlain() {
    return plain;
  }

  public void setPlain(int plain) {
    this.plain = plain;
  }

  /** Rows of each bag's table. */
  public int[] getEntries() {
    return entries.clone();
  }

  public void setEntries(int[] entries) {
    this.entries = entries.clone();
  }

  /** Most entries of each bag in one row. */
  public int[] getLengths() {
    return lengths.clone();
  }

  public void setLengths(int[] lengths) {
    this.lengths = lengths.clone();
  }

  /** Numbers of each bag's vectors. */
  public int[] getUnits() {
    return units.clone();
  }

  public void setUnits(int[] units) {
    this.units = units.clone();
  }

  /** The bags of a row, in their order. */
  @Override
  List<Bag> bags() {
    return IntStream.range(0, entries.length)
        .mapToObj(i -> new Bag(entries[i], lengths[i], units[i]))
        .toList();
  }

  @Override
  BaseLayer<?> computing(NeuralNetConfiguration conf, DataType dataType) {
    return new VectorBagsLayer(conf, dataType);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VectorBags bags
        && super.equals(other)
        && plain == bags.plain
        && Arrays.equals(entries, bags.entries)
        && Arrays.equals(lengths, bags.lengths)
        && Arrays.equals(units, bags.units);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(),
        plain,
        Arrays.hashCode(entries),
        Arrays.hashCode(lengths),
        Arrays.hashCode(units));
  }

  /** How such a layer is made. */
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private final Shape input;

    /**
     * @param input a row with bags
     */
    public Builder(Shape input) {
      this.input = input;
      nIn(input.size());
      nOut(input.channels() + input.bags().stream().mapToInt(Bag::units).sum());
      activation(new ActivationIdentity());
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as DL4J declares it
    public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
      return (E) new VectorBags(this);
    }
  }
}
