package io.restitch.core.plan;

import java.util.List;

/**
 * Slots that are worked on together.
 *
 * @param number from 1
 * @param slots slot numbers, ascending
 */
public record Wave(int number, List<Integer> slots) {
  public Wave {
    slots = List.copyOf(slots);
  }
}
