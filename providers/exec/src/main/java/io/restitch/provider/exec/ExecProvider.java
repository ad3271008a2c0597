package io.restitch.provider.exec;

import io.restitch.spi.Capabilities;
import io.restitch.spi.GroupState;
import io.restitch.spi.GuardAction;
import io.restitch.spi.Machine;
import io.restitch.spi.MachineProvider;
import io.restitch.spi.MachineRequest;
import io.restitch.spi.MachineShape;
import io.restitch.spi.NodeRef;
import io.restitch.spi.Snapshot;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider behind an executable: every call is one run of it, repeated by one retry layer.
 *
 * <p>A reply must fit its request, or it is refused as broken: {@code create} answers with the
 * token and name that were sent, {@code get} with machines that were asked for, {@code list} with
 * live machines that carry every tag. What restitch deletes rests on these answers.
 */
public final class ExecProvider implements MachineProvider {
  private final ProviderWire wire;
  private final Retries retries;
  private final AtomicReference<@Nullable Capabilities> capabilities = new AtomicReference<>();

  ExecProvider(ProviderWire wire, RetryPolicy policy) {
    this.wire = wire;
    this.retries = new Retries(wire.binary().name(), policy, InstantSource.system());
  }

  /** A provider over a wire that is already open. */
  public static ExecProvider over(ProviderWire wire, RetryPolicy policy) {
    return new ExecProvider(wire, policy);
  }

  /** The executable and its checksum, for the plan to pin. */
  public ProviderBinary binary() {
    return wire.binary();
  }

  /** Asked once; no provider changes its abilities while it runs. */
  @Override
  public Capabilities capabilities() {
    Capabilities known = capabilities.get();
    if (known == null) {
      known = call(Verb.CAPABILITIES, Requests.nothing(), Replies::capabilities);
      capabilities.set(known);
    }
    return known;
  }

  @Override
  public MachineShape shape(NodeRef node) {
    return call(Verb.SHAPE, Requests.shape(node), Replies::shape);
  }

  @Override
  public Machine create(MachineRequest request) {
    return retries.call(() ->
        wire.ask(
            Verb.CREATE,
            Requests.create(request),
            fields -> Fitting.created(request, Replies.machine(fields)),
            List.of(request.join().userData())));
  }

  @Override
  public List<Machine> get(Collection<String> ids) {
    Set<String> asked = new HashSet<>(ids);
    return asked.isEmpty()
        ? List.of()
        : call(
            Verb.GET, Requests.get(ids), fields -> Fitting.asked(asked, Replies.machines(fields)));
  }

  @Override
  public List<Machine> list(Map<String, String> tags) {
    return call(
        Verb.LIST, Requests.byTags(tags), fields -> Fitting.tagged(tags, Replies.machines(fields)));
  }

  @Override
  public void delete(String id) {
    call(Verb.DELETE, Requests.delete(id), fields -> fields);
  }

  @Override
  public List<Snapshot> snapshot(String machineId, Map<String, String> tags) {
    return call(Verb.SNAPSHOT, Requests.snapshot(machineId, tags), Replies::snapshots);
  }

  @Override
  public List<Snapshot> snapshots(Map<String, String> tags) {
    return call(Verb.SNAPSHOTS, Requests.byTags(tags), Replies::snapshots);
  }

  @Override
  public List<GroupState> guard(GuardAction action, Collection<String> machineIds) {
    return call(Verb.GUARD, Requests.guard(action, machineIds), Replies::groups);
  }

  private <T> T call(Verb verb, ObjectNode request, Function<Fields, T> read) {
    return retries.call(() -> wire.ask(verb, request, read, List.of()));
  }
}
