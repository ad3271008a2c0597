package io.restitch.core.plan;

import io.restitch.core.net.Cidr;
import io.restitch.spi.MachineShape;
import java.util.List;

/**
 * One replacement: a numbered green machine and the blue nodes it stands in for.
 *
 * @param number from 1
 * @param podCidr pod CIDR of the green node's first attempt
 * @param shape what to make; a rollback makes the blue machines of the same shape
 * @param replaces the blue nodes
 */
public record Slot(int number, Cidr podCidr, MachineShape shape, List<Source> replaces) {
  public Slot {
    replaces = List.copyOf(replaces);
  }

  /** Its key in tags and in the record, such as {@code forward/7}. */
  public String key(Direction direction) {
    return direction.tag() + "/" + number;
  }
}
