package io.restitch.core.net;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses such as {@code 10.244.7.0/24}, its host bits always zero.
 *
 * <p>Sorted by address, then by prefix length.
 */
public final class Cidr implements Comparable<Cidr> {
  /** Whole addresses only: {@code 10.244} is not meant to be 10.0.0.244, nor nothing ::1. */
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowMask(false)
          .allowPrefixOnly(false)
          .allow_inet_aton(false)
          .allowWildcardedSeparator(false)
          .setRangeOptions(AddressStringParameters.RangeParameters.NO_RANGE)
          .toParams();

  private final IPAddress block;

  private Cidr(IPAddress block) {
    this.block = block;
  }

  /**
   * Reads {@code address/length}; a bare address is a range of one.
   *
   * @throws IllegalArgumentException if the text is no address range or has host bits set
   */
  public static Cidr parse(String text) {
    try {
      IPAddress address = new IPAddressString(text.strip(), STRICT).toAddress();
      if (address == null) {
        throw new IllegalArgumentException("not an address range: '" + text + "'");
      }
      IPAddress block =
          address.isPrefixed()
              ? address.toZeroHost().toPrefixBlock()
              : address.toPrefixBlock(address.getBitCount());
      if (address.isPrefixed() && !address.getLower().equals(block.getLower())) {
        throw new IllegalArgumentException(
            "'" + text + "' has host bits set; did you mean " + block + "?");
      }
      return new Cidr(block);
    } catch (AddressStringException e) {
      throw new IllegalArgumentException("not an address range: '" + text + "'", e);
    }
  }

  /**
   * The range that an interface's address is in: {@code 10.244.7.0/24} for {@code 10.244.7.1/24}.
   *
   * @throws IllegalArgumentException if the text is no address with a prefix length
   */
  public static Cidr around(String text) {
    IPAddress address = new IPAddressString(text.strip(), STRICT).getAddress();
    if (address == null || !address.isPrefixed()) {
      throw new IllegalArgumentException("not an address with a prefix length: '" + text + "'");
    }
    return new Cidr(address.toZeroHost().toPrefixBlock());
  }

  /** Whether two texts are the same address, however they are written; others are not. */
  public static boolean same(String one, String other) {
    try {
      return parse(one).equals(parse(other));
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
  }

  /** Whether every address of the other range is in this one. */
  public boolean contains(Cidr other) {
    return block.contains(other.block);
  }

  /** Whether the two ranges share an address. */
  public boolean overlaps(Cidr other) {
    return block.contains(other.block) || other.block.contains(block);
  }

  /** Prefix length in bits. */
  public int length() {
    return block.getNetworkPrefixLength();
  }

  /** Whether this is an IPv6 range. */
  public boolean v6() {
    return block.isIPv6();
  }

  /** How many ranges of this prefix length fit in; 0 if the length is shorter than our own. */
  public BigInteger count(int prefixLength) {
    return prefixLength < length()
        ? BigInteger.ZERO
        : BigInteger.ONE.shiftLeft(prefixLength - length());
  }

  /** The ranges of this prefix length inside, in ascending order. */
  public Stream<Cidr> split(int prefixLength) {
    if (prefixLength < length()) {
      return Stream.empty();
    }
    Iterator<? extends IPAddress> blocks =
        block.setPrefixLength(prefixLength, false).prefixBlockIterator();
    Iterable<Cidr> cidrs =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return blocks.hasNext();
              }

              @Override
              public Cidr next() {
                return new Cidr(blocks.next());
              }
            };
    return StreamSupport.stream(cidrs.spliterator(), false);
  }

  @Override
  public int compareTo(Cidr other) {
    int byAddress = block.getLower().compareTo(other.block.getLower());
    return byAddress != 0 ? byAddress : Integer.compare(length(), other.length());
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Cidr other && compareTo(other) == 0;
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The range in the usual notation, such as {@code 10.244.7.0/24}. */
  @Override
  public String toString() {
    return block.toCanonicalString();
  }
}
