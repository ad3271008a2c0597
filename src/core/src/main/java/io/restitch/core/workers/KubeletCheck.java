package io.restitch.core.workers;

import io.restitch.core.Fingerprint;
import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.Cordon;
import io.restitch.core.action.ClusterAction.ReadKubelet;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.KubeletFact;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.kubelet.Unlikeness;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Direction;
import io.restitch.core.plan.Slot;
import io.restitch.core.plan.Source;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the kubelet of a machine that came is set up as that of a node it stands in for.
 *
 * <ol>
 *   <li>Each is asked once: a look counts for a Node's UID and a machine's boot.
 *   <li>It is compared with a node that it stands in for; if none of them stands any more, with
 *       what they said before; else with a worker of the same shape, blue first.
 *   <li>A difference holds the machine back until a person accepts it, or changes the machine. So
 *       does a kubelet that cannot be asked. Meanwhile it is asked again, now and then.
 *   <li>One that only lacks its serving certificate is not held back here: that is somebody else's
 *       to give ({@link ServingCertificates}), and said there.
 *   <li>Another machine would be set up in the same way, so the boot limit does not count then.
 * </ol>
 *
 * Machines of a rollback are not compared: they are made to get out of trouble.
 */
final class KubeletCheck {
  private static final String DIFFERS = "kubelet-differs";
  private static final String UNKNOWN = "kubelet-unknown";
  private static final String YES = "yes";

  /** A kubelet that has just come may not have its serving certificate yet. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofSeconds(30);

  private KubeletCheck() {}

  /** What has to be done or waited for before the node may carry pods; nothing if it may. */
  static Optional<Arrival> pending(View view, Replacement wanted, NodeFact node) {
    if (wanted.direction() == Direction.BACKWARD || accepted(node)) {
      return Optional.empty();
    }
    Optional<KubeletFact> here = known(view, node);
    if (here.isEmpty()) {
      return Optional.of(Arrival.doing(read(node)));
    }
    if (here.get().problem().isPresent()) {
      return unknown(view, node, here.get());
    }
    List<NodeFact> likes = likes(view, wanted, node);
    List<KubeletFact> said = said(view, wanted, likes);
    Optional<KubeletFact> there = said.stream().filter(k -> k.problem().isEmpty()).findFirst();
    if (there.isPresent()) {
      return compared(view, node, here.get(), there.get());
    }
    Optional<NodeFact> unasked = likes.stream().filter(n -> known(view, n).isEmpty()).findFirst();
    if (unasked.isPresent()) {
      return Optional.of(Arrival.doing(read(unasked.get())));
    }
    return said.isEmpty()
        ? incomparable(view, node, here.get())
        : unknown(view, node, said.getFirst());
  }

  /** Whether it is held back because of its kubelet. */
  static boolean holds(Arrival arrival) {
    return arrival.waits().stream()
        .anyMatch(w -> w.code().equals(DIFFERS) || w.code().equals(UNKNOWN));
  }

  /**
   * What a node that leaves before its replacement serves may do: it is asked how its kubelet is
   * set up before it is cordoned, since nobody can ask it afterwards.
   */
  static List<Action> asked(View view, Arrival arrival, Source source, List<Action> departure) {
    Optional<NodeFact> node = view.world().node(source.nodeName());
    boolean first =
        !arrival.serves()
            && node.isPresent()
            && known(view, node.get()).isEmpty()
            && departure.stream().anyMatch(a -> a instanceof Cordon);
    return first ? List.of(read(node.get())) : departure;
  }

  private static ReadKubelet read(NodeFact node) {
    return new ReadKubelet(KubeletFact.Which.of(node));
  }

  /** What a node's kubelet said since its last boot. */
  private static Optional<KubeletFact> known(View view, NodeFact node) {
    return said(view, node.name()).filter(k -> k.which().equals(KubeletFact.Which.of(node)));
  }

  private static Optional<KubeletFact> said(View view, String node) {
    return Optional.ofNullable(view.world().joining().kubelets().get(node));
  }

  /** Nodes to compare it with that stand, the best first. */
  private static List<NodeFact> likes(View view, Replacement wanted, NodeFact node) {
    List<NodeFact> standing = Carrying.standing(view, wanted);
    if (!standing.isEmpty()) {
      return standing;
    }
    List<Slot> alike =
        view.plan().slots().stream()
            .filter(s -> s.shape().type().equals(wanted.slot().shape().type()))
            .toList();
    Stream<NodeFact> blue =
        alike.stream()
            .flatMap(s -> s.replaces().stream())
            .flatMap(r -> view.world().node(r.nodeName()).stream());
    return Stream.concat(blue, alike.stream().flatMap(s -> serving(view, s)))
        .filter(n -> n.ready() && !n.name().equals(node.name()))
        .limit(1)
        .toList();
  }

  private static Stream<NodeFact> serving(View view, Slot slot) {
    Replacement made = Replacement.of(view, slot, Direction.FORWARD);
    return made.machine(view.world()).stream()
        .flatMap(m -> view.world().node(m.name()).stream())
        .filter(n -> !n.tainted(made.startupTaintKey()));
  }

  /** What is known of those; of nodes that it stands in for and that are gone, what they said. */
  private static List<KubeletFact> said(View view, Replacement wanted, List<NodeFact> likes) {
    Stream<KubeletFact> before =
        Carrying.standing(view, wanted).isEmpty()
            ? wanted.slot().replaces().stream().flatMap(s -> said(view, s.nodeName()).stream())
            : Stream.empty();
    return Stream.concat(before, likes.stream().flatMap(n -> known(view, n).stream())).toList();
  }

  private static Optional<Arrival> compared(
      View view, NodeFact node, KubeletFact here, KubeletFact there) {
    Set<String> chosen = view.plan().settings().workers().join().kubelet().keySet();
    Unlikeness unlike = Unlikeness.between(here, there, chosen);
    if (unlike.none()) {
      return Optional.empty();
    }
    String reason = "its kubelet is set up otherwise than that of " + there.which().node() + ": ";
    return held(
        view,
        node,
        here,
        new Doubt(
            DIFFERS, reason + unlike.text(), unlike.digest(), "set it up alike and restart it"));
  }

  private static Optional<Arrival> unknown(View view, NodeFact node, KubeletFact unread) {
    String asked = unread.which().node();
    boolean itself = asked.equals(node.name());
    boolean uncertified = itself && !view.world().joining().requestsOf(asked).isEmpty();
    if (uncertified && !ServingCertificates.coming(view, asked)) {
      return Optional.empty();
    }
    KubeletFact.Unread why = Objects.requireNonNull(unread.unread());
    return held(
        view,
        node,
        unread,
        new Doubt(
            UNKNOWN,
            "how the kubelet of " + asked + " is set up cannot be read: " + why.reason(),
            Fingerprint.of(why.code() + (itself ? " itself" : " other")),
            "let the API server ask it (nodes/proxy, port 10250)"));
  }

  private static Optional<Arrival> incomparable(View view, NodeFact node, KubeletFact here) {
    String reason = "no worker of its shape is left to compare its kubelet with";
    return held(
        view,
        node,
        here,
        new Doubt(UNKNOWN, reason, Fingerprint.of(reason), "look how it is set up (/configz)"));
  }

  /**
   * What stands against a machine.
   *
   * @param code of its wait
   * @param reason of its wait
   * @param digest the same for the same doubt about other machines
   * @param remedy what can be done but to accept it
   */
  private record Doubt(String code, String reason, String digest, String remedy) {}

  /**
   * Holds the machine back, unless a person accepts it; asks again now and then.
   *
   * @param asked whom to ask again
   */
  private static Optional<Arrival> held(View view, NodeFact node, KubeletFact asked, Doubt doubt) {
    if (accepted(view, doubt.digest())) {
      return Optional.empty();
    }
    boolean young = view.world().now().isBefore(node.status().readySince().plus(YOUNG));
    boolean due = !view.world().now().isBefore(asked.at().plus(young ? SOON : LATER));
    List<Action> again =
        view.world().node(asked.which().node()).stream()
            .filter(n -> due)
            .<Action>map(KubeletCheck::read)
            .toList();
    String subject = "node " + node.name();
    boolean passes = young && doubt.code().equals(UNKNOWN);
    Wait wait =
        passes
            ? Wait.of(doubt.code(), subject, doubt.reason())
            : new Wait(
                doubt.code(),
                subject,
                doubt.reason(),
                doubt.remedy()
                    + ", or accept it: kubectl annotate node "
                    + node.name()
                    + " "
                    + Names.ACCEPT_KUBELET
                    + "="
                    + doubt.digest());
    return Optional.of(new Arrival(Arrival.Stage.COMING, again, List.of(wait)));
  }

  /** Whether the node's kubelet is accepted however it is set up: then nobody has to ask it. */
  private static boolean accepted(NodeFact node) {
    return YES.equals(node.annotations().get(Names.ACCEPT_KUBELET));
  }

  /** Digits that were given to any node count for all. */
  private static boolean accepted(View view, String digest) {
    return view.world().nodes().values().stream()
        .anyMatch(n -> digest.equals(n.annotations().get(Names.ACCEPT_KUBELET)));
  }
}
