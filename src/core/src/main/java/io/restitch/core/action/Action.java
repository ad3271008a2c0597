package io.restitch.core.action;

/**
 * One effect, as a value. It never does anything by itself, and doing it twice is as good as once.
 *
 * <p>Sealed by who carries it out, so that an adapter handles its own kinds exhaustively.
 */
public sealed interface Action
    permits ClusterAction, FabricAction, HostAction, MachineAction, RecordAction {

  /** What tells it from all others that may be under way; the same effect has the same key. */
  String key();

  /** What it does, for people: {@code evict pod shop/cart-0 from worker-3}. */
  String describe();
}
