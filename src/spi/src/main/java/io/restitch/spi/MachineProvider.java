package io.restitch.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A cloud, as restitch needs it: something that makes machines and deletes them.
 *
 * <p>Every method may block, is called from many threads, and fails only with a {@link
 * ProviderException}, whose code decides whether the call is tried again. No method may be retried
 * inside in a way that makes a second machine: retries around {@link #create} rest on its token.
 */
public interface MachineProvider extends AutoCloseable {

  /** What this provider can do beyond making and deleting machines. Costs no API call. */
  Capabilities capabilities();

  /**
   * The machine that a node runs on and what a new machine in its stead has to look like.
   *
   * @throws ProviderException {@code NOT_FOUND} if the cloud does not know this node
   */
  MachineShape shape(NodeRef node);

  /**
   * Makes a machine, once: the same token yields the same machine however often it is sent.
   *
   * @throws ProviderException {@code CONFLICT} if the token is known with other parameters or
   *     another token owns the name; {@code CAPACITY}, {@code QUOTA} if the cloud has no room
   */
  Machine create(MachineRequest request);

  /** The machines with these ids. Ids that are gone or were never known are simply absent. */
  List<Machine> get(Collection<String> ids);

  /** All live machines that carry every one of these tags. */
  List<Machine> list(Map<String, String> tags);

  /**
   * Deletes a machine, through its group where it is a member of one, so that nothing brings it
   * back. Deleting twice is fine.
   *
   * @throws ProviderException {@code NOT_FOUND} if the id was never known
   */
  void delete(String id);

  /**
   * Starts a snapshot of every volume of a machine.
   *
   * @throws ProviderException {@code INVALID} if {@link Capabilities#snapshots()} is false
   */
  List<Snapshot> snapshot(String machineId, Map<String, String> tags);

  /** All snapshots that carry every one of these tags, whatever their state. */
  List<Snapshot> snapshots(Map<String, String> tags);

  /**
   * Looks at, pauses or restores the groups (Auto Scaling groups and their like) that would fight
   * over these machines. Pausing records what it changes before it changes it; restoring puts back
   * exactly that. Both can be repeated.
   *
   * @throws ProviderException {@code INVALID} if {@link Capabilities#groups()} is false
   */
  List<GroupState> guard(GuardAction action, Collection<String> machineIds);

  /** Releases connections and processes. Never throws. */
  @Override
  default void close() {}
}
