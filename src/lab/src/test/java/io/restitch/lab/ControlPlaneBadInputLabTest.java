package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Control planes as they must not be: the plan is refused, with the machine, the cause and the way
 * out, and nothing was touched.
 */
@Tag("drill")
class ControlPlaneBadInputLabTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int BLOCKED = 4;
  private static final String MANIFESTS = "/etc/kubernetes/manifests/";

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static MixedLab lab;

  @TempDir private Path home;

  @BeforeAll
  static void up() {
    lab = MixedLab.up("vxlan");
  }

  @AfterAll
  static void down() {
    lab.close();
  }

  @Test
  void shouldRefuseAMachineThatIsOff() {
    lab.cut("cp-3");
    try {
      lab.settings(home);
      blocked("cp-3", "cannot be reached", "is the machine up");
    } finally {
      lab.boot("cp-3");
      healthy();
    }
  }

  @Test
  void shouldRefuseAnotherHostKeyThanThePinnedOne() throws IOException {
    // given
    Path pinned = home.resolve("pinned");
    List<String> lines = Files.readAllLines(lab.dir().resolve("ssh/known_hosts"));
    String another = lines.stream().filter(l -> l.startsWith("cp-2,")).findFirst().orElseThrow();
    Files.write(
        pinned,
        lines.stream()
            .map(l ->
                l.startsWith("cp-1,")
                    ? "cp-1,172.20.0.11" + another.substring(another.indexOf(' '))
                    : l)
            .toList());

    // when, then
    lab.settings(home, "ops", pinned);
    blocked("cp-1", "SHA256:");
  }

  @Test
  void shouldRefuseAnUnknownHostKeyAndShowItsFingerprint() throws IOException {
    Path pinned = Files.createFile(home.resolve("pinned"));
    lab.settings(home, "ops", pinned);
    blocked("cp-2", "SHA256:");
    assertThat(pinned).isEmptyFile();
  }

  @Test
  void shouldRefuseAUserWithoutSudo() {
    lab.settings(home, "nosudo", lab.dir().resolve("ssh/known_hosts"));
    blocked("cp-1", "may not become root", "/etc/sudoers.d");
  }

  @Test
  void shouldRefuseAUserThatIsNotThere() {
    lab.settings(home, "nobody-at-all", lab.dir().resolve("ssh/known_hosts"));
    blocked("cp-1", "does not let nobody-at-all in", "hosts.user");
  }

  @Test
  void shouldRefuseAKeyWithAPassphraseAndNoAgent() throws IOException {
    // given
    Path key = home.resolve("id_ed25519");
    Files.copy(lab.dir().resolve("ssh/id_ed25519"), key, StandardCopyOption.COPY_ATTRIBUTES);
    Commands.run(
            LIMIT,
            Map.of(),
            List.of("ssh-keygen", "-q", "-p", "-P", "", "-N", "a long one", "-f", key.toString()))
        .well();
    lab.settings(home);
    settings(lab.dir().resolve("ssh/id_ed25519").toString(), key.toString());

    // when, then
    blocked("cp-1", "passphrase", "agent");
  }

  @Test
  void shouldRefuseABackupInTheManifestsFolder() {
    with(
        "cp-1",
        "cp "
            + MANIFESTS
            + "kube-controller-manager.yaml "
            + MANIFESTS
            + "kube-controller-manager.yaml.bak",
        "rm " + MANIFESTS + "kube-controller-manager.yaml.bak",
        "kube-controller-manager.yaml.bak",
        "move them out");
  }

  @Test
  void shouldRefuseFlagsThatAreSetTwice() {
    with(
        "cp-2",
        "cp "
            + MANIFESTS
            + "kube-controller-manager.yaml /root/kcm && sed '/--cluster-cidr=/p' /root/kcm >/root/twice && mv /root/twice "
            + MANIFESTS
            + "kube-controller-manager.yaml",
        "mv /root/kcm " + MANIFESTS + "kube-controller-manager.yaml",
        "--cluster-cidr",
        "leave one of each");
  }

  @Test
  void shouldRefuseAClockThatIsWrong() {
    with(
        "cp-3",
        "echo 9 >/etc/lab/clock-skew",
        "rm /etc/lab/clock-skew",
        "ahead of this one",
        "time server");
  }

  @Test
  void shouldRefuseTwoNodesThatLeadToOneMachine() throws IOException {
    lab.settings(home);
    settings("hosts: {", "hosts: {at: {cp-2: 172.20.0.11}, ");
    blocked("cp-2", "leads to the machine of cp-1", "hosts.at");
  }

  @Test
  void shouldRefuseADiskThatIsTooFull() {
    with(
        "cp-2",
        "mkdir -p /var/lib/restitch && mount -t tmpfs -o size=1m lab-full /var/lib/restitch",
        "umount /var/lib/restitch",
        "MiB are free",
        "make room");
  }

  @Test
  void shouldRefuseWhileEtcdHasRaisedAnAlarm() {
    with("cp-1", alarm("ACTIVATE"), alarm("DEACTIVATE"), "NOSPACE", "bring it back");
  }

  @Test
  void shouldSayWhatIsSupportedWhereThereAreNoStaticPods() {
    with(
        "cp-3",
        "mv /etc/kubernetes/manifests /etc/kubernetes/manifests.elsewhere",
        "mv /etc/kubernetes/manifests.elsewhere /etc/kubernetes/manifests",
        "there are no static pods",
        "supported are control planes as kubeadm makes them");
  }

  @Test
  void shouldEndATaskThatHangsAndNameIt() throws IOException {
    // given
    lab.settings(home);
    settings("hosts: {", "hosts: {taskTimeout: 10s, ");
    lab.exec("cp-2", "sh", "-ec", "printf '#!/bin/sh\nexec sleep 3601\n' >/usr/local/bin/tar");
    lab.exec("cp-2", "chmod", "755", "/usr/local/bin/tar");

    // when
    try (MixedRun run = MixedRun.start(lab, home, "apply", "--yes", "--until", "BackedUp")) {
      run.reaches("the backup of cp-2's files fails", t -> t.failed("TakeBackup", "cp-2"));

      // then
      assertThat(run.said()).contains("backup-files on cp-2", "hosts.taskTimeout");
      assertThat(lab.tryExec("cp-2", "pgrep", "-f", "sleep 3601").out()).isBlank();
      lab.exec("cp-2", "rm", "/usr/local/bin/tar");
      assertThat(run.ends()).as(run.said()).isZero();
    } finally {
      lab.tryExec("cp-2", "rm", "-f", "/usr/local/bin/tar");
      // The namespace stays: nothing would remove it, for kube-controller-managers that were
      // restarted meanwhile exit over the green nodes' pod CIDRs, which nobody holds yet.
      lab.kubectl("delete", "crd", "migrations.restitch.io");
      lab.kubectl("-n", "restitch-system", "delete", "configmaps,leases", "--all");
      MixedEnds.CONTROL_PLANES.forEach(m -> lab.exec(m, "rm", "-rf", "/var/lib/restitch"));
    }
  }

  private void settings(String as, String put) throws IOException {
    Path file = home.resolve("restitch.yaml");
    Files.writeString(
        file, Files.readString(file).replace(as, put), StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Raised and taken back as etcd does it itself, of the member that runs there. */
  private static String alarm(String action) {
    return """
    call() { curl -sf --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt \
      --key /etc/kubernetes/pki/etcd/server.key "https://127.0.0.1:2379/v3/maintenance/$1" -d "$2"; }
    id=$(call status {} | grep -o 'member_id":"[0-9]*' | grep -o '[0-9]*$')
    call alarm '{"action":"%s","memberID":"'"$id"'","alarm":"NOSPACE"}'
    """
        .formatted(action);
  }

  private void with(String machine, String breaking, String mending, String named, String remedy) {
    lab.settings(home);
    lab.exec(machine, "sh", "-ec", breaking);
    try {
      blocked(machine, named, remedy);
    } finally {
      lab.exec(machine, "sh", "-ec", mending);
      healthy();
    }
  }

  /** Plan and apply end alike, with all that is said, and no machine has seen a task. */
  private void blocked(String... said) {
    for (String[] command : List.of(new String[] {"plan"}, new String[] {"apply", "--yes"})) {
      Commands.Ended ended = lab.restitch(home, command);
      assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(BLOCKED);
      assertThat(ended.out() + ended.err()).contains(said);
    }
    assertThat(lab.kubectl("get", "crd", "-o", "name")).doesNotContain("restitch.io");
    for (String machine : MixedEnds.CONTROL_PLANES) {
      assertThat(lab.tryExec(machine, "ls", "/var/lib/restitch/tasks").out()).isBlank();
    }
  }

  private static void healthy() {
    Await.until(
        LIMIT,
        "all control planes answer again",
        () ->
            lab.everyApiServer().stream().allMatch(s -> lab.asks(s, "/readyz").status() == 0)
                && lab.everyMemberAnswers(),
        () -> "they do not");
  }
}
