package io.restitch.core.workers;

import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.ApproveServingCertificate;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.ServingRequestFact;
import io.restitch.core.net.Cidr;
import io.restitch.core.phase.BridgeAgents;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import io.restitch.spi.Machine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests of new machines' kubelets for the certificates they serve with ({@code
 * serverTLSBootstrap}). Kubernetes approves none of them by itself (kube-controller-manager, {@code
 * pkg/controller/certificates/approver}): only the cloud knows which addresses are a machine's.
 *
 * <ol>
 *   <li>Only requests in the name of a machine that this migration made are looked at; those of
 *       others are their owners' to decide on.
 *   <li>Where it is not asked for, each is named once, with how it is approved by hand. Where there
 *       is a bridge, its machine is not in service before ({@link Hearing}): nobody could hear what
 *       the bridge's agent says there.
 *   <li>Where it is asked for, one is approved if nothing speaks against it ({@link #objection}).
 *   <li>Any other is named once with what speaks against it, and left as it is: never denied.
 * </ol>
 */
public final class ServingCertificates {
  /** Code of the wait for a person's decision. */
  static final String WAIT = "serving-certificate";

  private static final String GROUP = "system:nodes";
  private static final Set<String> USAGES = Set.of("digital signature", "server auth");
  private static final Set<String> USAGES_RSA =
      Set.of("digital signature", "key encipherment", "server auth");

  private ServingCertificates() {}

  /** Approvals, where they are asked for. */
  public static List<Action> upkeep(View view) {
    return open(view)
        .filter(o -> approves(view, o))
        .<Action>map(o ->
            new ApproveServingCertificate(
                o.request().name(), o.request().uid(), o.machine().name()))
        .toList();
  }

  /** Requests that a person has to decide on. */
  public static List<Wait> waits(View view) {
    return open(view).filter(o -> undecided(view, o)).map(o -> wait(view, o)).toList();
  }

  /** What a person has to decide on before this node's kubelet serves logs; one of them. */
  static Optional<Wait> undecided(View view, String node) {
    return open(view)
        .filter(o -> o.machine().name().equals(node) && undecided(view, o))
        .map(o -> wait(view, o))
        .findFirst();
  }

  private static boolean undecided(View view, Open open) {
    return open.node().isPresent() && !approves(view, open);
  }

  /** Whether a request of this node's kubelet is being approved. */
  static boolean coming(View view, String node) {
    return open(view).anyMatch(o -> o.machine().name().equals(node) && approves(view, o));
  }

  /** An undecided request, the machine in whose name it is, and that machine's Node. */
  private record Open(ServingRequestFact request, Machine machine, Optional<NodeFact> node) {}

  private static Stream<Open> open(View view) {
    var requests = view.world().joining().requests().values();
    if (requests.isEmpty()) {
      return Stream.empty();
    }
    Set<String> named =
        requests.stream().flatMap(r -> r.nodes().stream()).collect(Collectors.toSet());
    Map<String, Machine> made = made(view, named);
    return requests.stream()
        .flatMap(request ->
            request.nodes().stream()
                .flatMap(name -> Optional.ofNullable(made.get(name)).stream())
                .map(m -> new Open(request, m, view.world().node(m.name()))));
  }

  /**
   * Those machines of this migration's present attempts which are named, as the cloud lists them.
   */
  private static Map<String, Machine> made(View view, Set<String> named) {
    Map<String, Machine> made = new TreeMap<>();
    String prefix = view.plan().settings().workers().namePrefix();
    for (Slot slot : view.plan().slots()) {
      for (Direction direction : Direction.values()) {
        Replacement each = Replacement.of(view, slot, direction);
        String name = each.name(prefix);
        if (named.contains(name)) {
          each.machine(view.world()).ifPresent(m -> made.put(name, m));
        }
      }
    }
    return made;
  }

  private static boolean approves(View view, Open open) {
    return view.plan().settings().workers().join().approveServing() && objection(open).isEmpty();
  }

  private static Wait wait(View view, Open open) {
    String name = open.request().name();
    String what =
        "node " + open.machine().name() + " asks for the certificate its kubelet serves with";
    String until =
        BridgeAgents.bridged(view)
            ? "logs and exec do not work there, and it carries no pods, since the bridge's agent is"
                + " not heard"
            : "logs and exec do not work there";
    boolean asked = view.plan().settings().workers().join().approveServing();
    return asked
        ? new Wait(
            WAIT,
            "request " + name,
            what
                + "; it is not approved, for "
                + objection(open).orElse("")
                + "; until it is, "
                + until,
            "look at it (kubectl get csr "
                + name
                + " -o yaml), then kubectl certificate approve "
                + name
                + ", or deny it")
        : new Wait(
            WAIT,
            "request " + name,
            what + ": before somebody approves it, " + until,
            "look at it, then kubectl certificate approve "
                + name
                + "; a plan with workers.approveServingCertificates approves those of its"
                + " machines");
  }

  /**
   * What speaks against an approval: who asks, what for, in which name, or that the Node is not
   * proved to be the machine's, and that it names anything but the Node and the addresses which the
   * provider tells of the machine. What the Node's own status says does not count: its kubelet
   * writes it. Form and usages are those that Kubernetes asks for (kubernetes {@code
   * pkg/apis/certificates/helpers.go}, ValidateKubeletServingCSR).
   */
  private static Optional<String> objection(Open open) {
    ServingRequestFact request = open.request();
    ServingRequestFact.Wanted wanted = request.wanted();
    Machine machine = open.machine();
    String user = ServingRequestFact.user(machine.name());
    if (!request.asker().user().equals(user) || !request.asker().groups().contains(GROUP)) {
      return Optional.of("it was asked for by " + request.asker().user());
    }
    if (!request.usages().equals(USAGES) && !request.usages().equals(USAGES_RSA)) {
      return Optional.of("it is to be used for " + String.join(", ", request.usages()));
    }
    if (!wanted.problem().isEmpty()) {
      return Optional.of("it cannot be read: " + wanted.problem());
    }
    if (wanted.subject().size() != 2
        || !Set.copyOf(wanted.subject()).equals(Set.of("O=" + GROUP, "CN=" + user))) {
      return Optional.of("its subject is " + String.join(",", wanted.subject()));
    }
    if (!wanted.others().isEmpty()) {
      return Optional.of("it asks for more: " + String.join(", ", wanted.others()));
    }
    if (open.node().filter(n -> Identity.of(n, machine) == Identity.PROVED).isEmpty()) {
      return Optional.of("its Node is not proved to run on machine " + machine.id());
    }
    if (machine.addresses().isEmpty()) {
      return Optional.of("the provider tells no address of machine " + machine.id());
    }
    if (wanted.dnsNames().isEmpty() && wanted.addresses().isEmpty()) {
      return Optional.of("it names neither the node nor an address");
    }
    Set<String> foreign = foreign(wanted, machine);
    return foreign.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it names "
                + String.join(", ", foreign)
                + ", which the provider does not tell of machine "
                + machine.id());
  }

  private static Set<String> foreign(ServingRequestFact.Wanted wanted, Machine machine) {
    Set<String> foreign = new TreeSet<>();
    Set<String> names = new HashSet<>(machine.addresses());
    names.add(machine.name());
    wanted.dnsNames().stream().filter(n -> !names.contains(n)).forEach(foreign::add);
    wanted.addresses().stream()
        .filter(a -> machine.addresses().stream().noneMatch(known -> Cidr.same(a, known)))
        .forEach(foreign::add);
    return foreign;
  }
}
