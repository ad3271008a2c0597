package io.restitch.core.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.ClusterAction.ApproveServingCertificate;
import io.restitch.core.decision.InFlight;
import io.restitch.core.decision.Wait;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.fact.ServingRequestFact;
import io.restitch.core.fact.ServingRequestFact.Asker;
import io.restitch.core.fact.ServingRequestFact.Wanted;
import io.restitch.core.phase.View;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Settings.Join;
import io.restitch.core.testing.Facts;
import io.restitch.core.testing.Kubelets;
import io.restitch.core.testing.Worlds;
import io.restitch.spi.Machine;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Approved only for a machine that we made, and only for what the provider tells of it. */
class ServingCertificatesTest extends ArrivalBench {
  private static final String ADDRESS = "10.0.0.1";

  private final Plan approving = Worlds.plan(approving(true), List.of("blue-1"), 1);
  private final ServingRequestFact request = Kubelets.asking(NAME, ADDRESS);

  @Test
  void shouldApproveWhatAMachineOfOursAsksForInItsOwnName() {
    assertThat(ServingCertificates.upkeep(view(approving, request)))
        .containsExactly(new ApproveServingCertificate("csr-" + NAME, "uid-csr-" + NAME, NAME));
    assertThat(ServingCertificates.waits(view(approving, request))).isEmpty();
  }

  @Test
  void shouldApproveTheUsagesOfAnRsaKeyToo() {
    ServingRequestFact rsa =
        usages(request, "digital signature", "key encipherment", "server auth");

    assertThat(ServingCertificates.upkeep(view(approving, rsa))).hasSize(1);
  }

  @Test
  void shouldApproveTheSameAddressInOtherLetters() {
    Machine six = withAddresses("fd00::1");
    ServingRequestFact asked = Kubelets.asking(NAME, "FD00:0:0:0:0:0:0:1");

    assertThat(ServingCertificates.upkeep(view(approving, world(six, joined), asked))).hasSize(1);
  }

  @Test
  void shouldNotApproveUnlessAsked() {
    View view = view(plan, request);

    assertThat(ServingCertificates.upkeep(view)).isEmpty();
    assertThat(ServingCertificates.waits(view))
        .containsExactly(
            new Wait(
                "serving-certificate",
                "request csr-" + NAME,
                "node "
                    + NAME
                    + " asks for the certificate its kubelet serves with: before somebody approves"
                    + " it, logs and exec do not work there",
                "look at it, then kubectl certificate approve csr-"
                    + NAME
                    + "; a plan with workers.approveServingCertificates approves those of its"
                    + " machines"));
  }

  @Test
  void shouldLeaveRequestsOfOtherNodesToTheirOwners() {
    ServingRequestFact others = Kubelets.asking("blue-1", ADDRESS);

    assertThat(ServingCertificates.upkeep(view(approving, others))).isEmpty();
    assertThat(ServingCertificates.waits(view(approving, others))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"system:node:blue-1", "system:serviceaccount:a:b", "admin"})
  void shouldLeaveWhatSomebodyElseAsksForInItsName(String user) {
    ServingRequestFact foreign =
        new ServingRequestFact(
            request.name(),
            request.uid(),
            new Asker(user, new TreeSet<>(List.of("system:nodes"))),
            request.usages(),
            request.wanted());

    left(foreign, "it was asked for by " + user);
  }

  @Test
  void shouldLeaveWhatIsNotAskedForByANode() {
    ServingRequestFact outside =
        new ServingRequestFact(
            request.name(),
            request.uid(),
            new Asker("system:node:" + NAME, new TreeSet<>(List.of("system:authenticated"))),
            request.usages(),
            request.wanted());

    left(outside, "it was asked for by system:node:" + NAME);
  }

  @Test
  void shouldLeaveOtherUsages() {
    left(usages(request, "client auth", "digital signature"), "it is to be used for client auth");
    left(
        usages(request, "client auth", "digital signature", "server auth"),
        "it is to be used for client auth");
    left(usages(request, "server auth"), "it is to be used for server auth");
  }

  @Test
  void shouldLeaveAnotherSubject() {
    left(subject("CN=system:node:" + NAME), "its subject is CN=system:node:" + NAME);
    left(subject("O=system:masters", "CN=system:node:" + NAME), "its subject is O=system:masters");
    left(subject("O=system:nodes", "CN=system:node:cp-1"), "its subject is O=system:nodes,CN=");
    left(
        subject("O=system:nodes", "O=system:masters", "CN=system:node:" + NAME),
        "its subject is O=system:nodes,O=system:masters");
  }

  @Test
  void shouldLeaveNamesAndAddressesThatTheProviderDoesNotTell() {
    left(
        wanted(w -> names(w, List.of(NAME, "kubernetes.default.svc"), List.of(ADDRESS))),
        "it names kubernetes.default.svc, which the provider does not tell of machine id-" + NAME);
    left(
        wanted(w -> names(w, List.of(NAME), List.of(ADDRESS, "10.0.0.99"))),
        "it names 10.0.0.99, which");
  }

  @Test
  void shouldLeaveAnAddressThatOnlyTheNodeItselfTells() {
    Machine elsewhere = withAddresses("10.0.0.77");

    left(view(approving, world(elsewhere, joined), request), "it names 10.0.0.1, which");
  }

  @Test
  void shouldLeaveARequestWithoutAnyName() {
    left(wanted(w -> names(w, List.of(), List.of())), "it names neither");
  }

  @Test
  void shouldLeaveWhatAsksForMore() {
    left(
        wanted(w ->
            new Wanted(w.subject(), w.dnsNames(), w.addresses(), List.of("URI spiffe://a"), "")),
        "it asks for more: URI spiffe://a");
  }

  @Test
  void shouldLeaveWhatCannotBeRead() {
    left(wanted(w -> Wanted.unreadable("no PEM")), "it cannot be read: no PEM");
  }

  @Test
  void shouldLeaveItAsLongAsTheProviderTellsNoAddress() {
    left(view(approving, world(withAddresses(), joined), request), "the provider tells no address");
  }

  @Test
  void shouldLeaveItWhereTheNodeRunsOnAnotherMachine() {
    NodeFact impostor =
        Facts.spec(joined, new NodeFact.Spec("test://other", List.of(), List.of(), false));

    left(
        view(approving, world(machine, impostor), request),
        "its Node is not proved to run on machine id-" + NAME);
  }

  @Test
  void shouldWaitQuietlyForTheNode() {
    View early = view(approving, world(machine), request);

    assertThat(ServingCertificates.upkeep(early)).isEmpty();
    assertThat(ServingCertificates.waits(early)).isEmpty();
  }

  @Test
  void shouldLeaveWhatAMachineOfAnEarlierAttemptAsksFor() {
    Machine stray = Facts.machine(NAME, tags(2));

    View view = view(approving, world(stray, joined), request);

    assertThat(ServingCertificates.upkeep(view)).isEmpty();
  }

  private void left(ServingRequestFact asked, String why) {
    left(view(approving, asked), why);
  }

  private static void left(View view, String why) {
    assertThat(ServingCertificates.upkeep(view)).isEmpty();
    assertThat(ServingCertificates.waits(view)).hasSize(1);
    Wait wait = ServingCertificates.waits(view).getFirst();
    assertThat(wait.reason()).contains("; it is not approved, for " + why);
    assertThat(wait.remedy()).contains("kubectl certificate approve csr-" + NAME);
  }

  private View view(Plan settled, ServingRequestFact asked) {
    return view(settled, world(machine, joined), asked);
  }

  private static View view(Plan settled, Observed world, ServingRequestFact asked) {
    Observed seen = world.fold(new Change.ServingRequestSeen(asked));
    return new View(seen, settled, seen.record().orElseThrow(), InFlight.NOTHING);
  }

  private static Settings approving(boolean approve) {
    Settings settings = Worlds.settings();
    Settings.Workers w = settings.workers();
    return settings.with(
        new Settings.Workers(
            w.surge(),
            w.maxUnavailable(),
            w.canary(),
            w.headroom(),
            w.bootTimeout(),
            w.attempts(),
            w.settle(),
            w.namePrefix(),
            new Join(Join.How.DEBIAN, Map.of(), "", approve)));
  }

  private Machine withAddresses(String... addresses) {
    return new Machine(
        machine.id(),
        machine.name(),
        machine.token(),
        machine.state(),
        machine.zone(),
        machine.type(),
        machine.providerId(),
        List.of(addresses),
        machine.tags(),
        machine.createdAt(),
        "");
  }

  private static ServingRequestFact usages(ServingRequestFact r, String... usages) {
    return new ServingRequestFact(
        r.name(), r.uid(), r.asker(), new TreeSet<>(List.of(usages)), r.wanted());
  }

  private ServingRequestFact subject(String... parts) {
    return wanted(w -> new Wanted(List.of(parts), w.dnsNames(), w.addresses(), List.of(), ""));
  }

  private ServingRequestFact wanted(UnaryOperator<Wanted> other) {
    return new ServingRequestFact(
        request.name(),
        request.uid(),
        request.asker(),
        request.usages(),
        other.apply(request.wanted()));
  }

  private static Wanted names(Wanted w, List<String> dns, List<String> addresses) {
    return new Wanted(w.subject(), dns, addresses, List.of(), "");
  }
}
