package io.restitch.core.phases;

import io.restitch.core.Names;
import io.restitch.core.action.Action;
import io.restitch.core.action.ClusterAction.ForgetCalico;
import io.restitch.core.action.FabricAction.ListCalico;
import io.restitch.core.action.FabricAction.RemoveCalicoObject;
import io.restitch.core.action.FabricAction.SetPool;
import io.restitch.core.action.HostAction.TakeBackup;
import io.restitch.core.condition.PhaseName;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.BackupFact.Kind;
import io.restitch.core.fact.BridgeFact.Pool;
import io.restitch.core.fact.CalicoLeft;
import io.restitch.core.fact.Fabric;
import io.restitch.core.phase.Phase;
import io.restitch.core.phase.Step;
import io.restitch.core.phase.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * The point of no return: Calico's objects go, in an order that cannot hang. Starts only when the
 * operator has named it and no node is left on Calico.
 *
 * <p>They are listed, copied, removed a kind at a time, and listed once more: what somebody makes
 * again in between is found, and copied as well before it goes.
 */
public final class CalicoRemoved implements Phase {
  /**
   * The operator first, since it makes the others again. The aggregated API before what serves it:
   * unavailable, it breaks discovery, and no namespace can go. Webhooks before what they judge, and
   * custom resources, with their definitions, after all that uses them. Namespaces last.
   */
  private static final List<String> ORDER =
      List.of(
          "Deployment/tigera-operator/",
          "APIService/",
          "ValidatingWebhookConfiguration/",
          "MutatingWebhookConfiguration/",
          "ValidatingAdmissionPolicyBinding/",
          "ValidatingAdmissionPolicy/",
          "MutatingAdmissionPolicyBinding/",
          "MutatingAdmissionPolicy/",
          "DaemonSet/",
          "Deployment/",
          "",
          "operator.tigera.io/",
          "ClusterRole/",
          "ClusterRoleBinding/",
          "CustomResourceDefinition/",
          "Namespace/");

  private static final int ANY = ORDER.indexOf("");

  @Override
  public PhaseName name() {
    return PhaseName.CALICO_REMOVED;
  }

  @Override
  public Optional<Step> gate(View view) {
    if (!view.record().notes().confirmedRemoval()) {
      return Optional.of(
          Step.todo(
              "removal is not confirmed",
              List.of(),
              List.of(
                  new Wait(
                      "confirm-removal",
                      "Calico",
                      "after this there is no way back",
                      "`restitch removal` lists what goes, `restitch apply --confirm-removal` lets it go"))));
    }
    List<Wait> blue =
        view.world().nodes().values().stream()
            .filter(n -> n.fabric() != Fabric.FLANNEL)
            .map(n ->
                new Wait(
                    "node-on-calico",
                    "node " + n.name(),
                    "it is not on Flannel",
                    "drain and remove it: it joined after the plan was made"))
            .toList();
    return blue.isEmpty()
        ? Optional.empty()
        : Optional.of(Step.todo(blue.size() + " nodes are on Calico", List.of(), blue));
  }

  @Override
  public Step forward(View view) {
    Optional<Step> gate = gate(view);
    if (gate.isPresent()) {
      return gate.get();
    }
    if (view.world().fabrics().bridge().pool() != Pool.ABSENT) {
      return Step.todo("our IPPool is there", List.of(new SetPool(Optional.empty())), List.of());
    }
    Optional<CalicoLeft> left = view.world().calicoLeft();
    if (left.filter(CalicoLeft::none).isPresent()) {
      List<Action> marked = marked(view);
      return marked.isEmpty()
          ? Step.done("nothing of Calico's is left")
          : Step.todo(marked.size() + " nodes carry marks of Calico's", marked, List.of());
    }
    if (left.filter(l -> !l.objects().isEmpty()).isEmpty()) {
      return Step.todo("to be seen what is left of Calico", List.of(new ListCalico()), List.of());
    }
    if (!copied(view, left.get())) {
      return Step.todo(
          "a copy of what goes is missing", List.of(new TakeBackup(Kind.OBJECTS, "")), List.of());
    }
    SortedSet<String> objects = left.get().objects();
    return Step.todo(objects.size() + " of Calico's objects are left", next(objects), List.of());
  }

  private static List<Action> marked(View view) {
    return view.world().nodes().values().stream()
        .filter(n ->
            Stream.concat(n.labels().keySet().stream(), n.annotations().keySet().stream())
                .anyMatch(k -> k.startsWith(Names.CALICO_PREFIX)))
        .<Action>map(n -> new ForgetCalico(n.name()))
        .toList();
  }

  /** All that go next, in one go: none of them needs another. */
  private static List<Action> next(SortedSet<String> objects) {
    int rank = objects.stream().mapToInt(CalicoRemoved::rank).min().orElse(ANY);
    return objects.stream()
        .filter(o -> rank(o) == rank)
        .<Action>map(RemoveCalicoObject::new)
        .toList();
  }

  /** In which order these go. */
  public static List<String> inOrder(SortedSet<String> objects) {
    List<String> all = new ArrayList<>(objects);
    all.sort(Comparator.comparingInt(CalicoRemoved::rank).thenComparing(Comparator.naturalOrder()));
    return all;
  }

  /** Whether there is a copy from after they were listed; whoever attests backups has his own. */
  private static boolean copied(View view, CalicoLeft left) {
    return view.attested(PhaseName.BACKED_UP)
        || view.world().platform().backups().stream()
            .anyMatch(b -> b.kind() == Kind.OBJECTS && !b.takenAt().isBefore(left.at()));
  }

  @Override
  public Step backward(View view) {
    return Step.todo(
        "Calico was removed",
        List.of(),
        List.of(
            new Wait(
                "too-late",
                "Calico",
                "its removal has begun, and that cannot be undone",
                "go on with restitch resume")));
  }

  private static int rank(String object) {
    for (int rank = 0; rank < ORDER.size(); rank++) {
      if (rank != ANY && object.startsWith(ORDER.get(rank))) {
        return rank;
      }
    }
    return ANY;
  }
}
