package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.net.Cidr;
import io.restitch.lab.Commands.Ended;
import io.restitch.render.HostScript;
import io.restitch.render.HostScript.SetControllerManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifest of kube-controller-manager, changed on a machine of files alone. */
@Tag("lab")
class ControllerManagerScriptLabTest {
  private static final HostScript HOLD = new SetControllerManager(false, null);
  private static final HostScript RETURN =
      new SetControllerManager(true, Cidr.parse("10.244.0.0/16"));
  private static final String FOLDER = "/etc/kubernetes/manifests";
  private static final String MANIFEST = FOLDER + "/kube-controller-manager.yaml";
  private static final String KUBEADMS =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        labels:
          component: kube-controller-manager
        name: kube-controller-manager
        namespace: kube-system
      spec:
        containers:
        - command:
          - kube-controller-manager
          - --allocate-node-cidrs=true
          - --authentication-kubeconfig=/etc/kubernetes/controller-manager.conf
          - --cluster-cidr=192.168.0.0/16
          - --leader-elect=true
          image: registry.k8s.io/kube-controller-manager:v1.34.3
          name: kube-controller-manager
        hostNetwork: true
      """;

  private final Room room = Room.open();

  @BeforeEach
  void prepare() {
    write(MANIFEST, KUBEADMS);
    room.sh("chmod 600 " + MANIFEST).well();
  }

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldChangeTheFlagsAloneAndKeepTheOriginal() {
    // given
    String inode = room.sh("stat -c %i " + MANIFEST).well().out();

    // when
    Ended held = room.run(HOLD).well();
    Ended again = room.run(HOLD).well();
    Ended returned = room.run(RETURN).well();

    // then
    assertThat(held.out()).startsWith("{\"changed\": true, \"sha256\": \"");
    assertThat(held.err())
        .contains("-    - --allocate-node-cidrs=true", "+    - --allocate-node-cidrs=false");
    assertThat(again.out()).isEqualTo(held.out().replace("true", "false"));
    assertThat(returned.out()).contains("\"changed\": true");
    assertThat(read(MANIFEST)).isEqualTo(KUBEADMS.replace("192.168", "10.244"));
    assertThat(room.sh("stat -c '%a %U' " + MANIFEST).well().out()).isEqualTo("600 root\n");
    assertThat(room.sh("stat -c %i " + MANIFEST).well().out())
        .as("moved in whole")
        .isNotEqualTo(inode);
    assertThat(room.sh("ls -A " + FOLDER).well().out()).isEqualTo("kube-controller-manager.yaml\n");
    assertThat(read("/etc/kubernetes/restitch-backup/kube-controller-manager.original"))
        .isEqualTo(KUBEADMS);
  }

  @Test
  void shouldAddTheFlagsWhenKubeadmGaveNone() {
    // given
    write(MANIFEST, KUBEADMS.replaceAll(" +- --(allocate|cluster).*\n", ""));

    // when
    room.run(RETURN).well();

    // then
    assertThat(read(MANIFEST))
        .contains(
            """
                - kube-controller-manager
                - --allocate-node-cidrs=true
                - --cluster-cidr=10.244.0.0/16
                - --authentication-kubeconfig
            """
                .stripTrailing());
  }

  @Test
  void shouldStopWithTheDifferenceWhenSomeoneChangedTheManifestSince() {
    // given
    room.run(HOLD).well();
    room.sh(
            "sed 's/--leader-elect=true/--leader-elect=false/' %1$s >/run/x && cat /run/x >%1$s"
                .formatted(MANIFEST))
        .well();

    // when
    Ended ended = room.run(RETURN);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(ended.err())
        .contains(
            "-    - --leader-elect=true",
            "+    - --leader-elect=false",
            "if that is meant, remove");
    assertThat(read(MANIFEST)).contains("--allocate-node-cidrs=false", "--leader-elect=false");
  }

  @Test
  void shouldGoOnWhenKilledBetweenNotingAndMoving() {
    // given
    room.shim(
        "mv",
        "case \"$*\" in *manifests*) kill -s KILL -- -\"$(cat /run/session)\" ;; esac\nexec \"$real\" \"$@\"");
    Ended killed = room.run(HOLD);
    room.sh("rm /run/shims/mv").well();

    // when
    Ended again = room.run(HOLD);

    // then
    assertThat(killed.status()).isNotZero();
    assertThat(again.well().out()).contains("\"changed\": true");
    assertThat(read(MANIFEST)).isEqualTo(KUBEADMS.replace("cidrs=true", "cidrs=false"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kube-controller-manager.yaml.bak",
        "etcd.yaml.orig",
        "kube-controller-manager.yaml~",
        "mine.yaml"
      })
  void shouldRefuseWhenAStrayFileLiesInTheFolder(String stray) {
    // given
    write(FOLDER + "/" + stray, KUBEADMS);

    // when
    Ended ended = room.run(HOLD);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(ended.err()).contains(stray).contains("move these elsewhere");
    assertThat(read(MANIFEST)).isEqualTo(KUBEADMS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    - --cluster-cidr=10.1.0.0/16\n",
        "    - --cluster-cidr\n    - 10.1.0.0/16\n",
        "    - kube-controller-manager\n"
      })
  void shouldRefuseWhenTheFlagsCannotBeTold(String more) {
    // given
    String odd = KUBEADMS.replace("    - --leader-elect", more + "    - --leader-elect");
    write(MANIFEST, odd);

    // when
    Ended ended = room.run(HOLD);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(read(MANIFEST)).isEqualTo(odd);
  }

  @Test
  void shouldSaySoWhenThereIsNoKubeadm() {
    // given
    room.sh("rm -r " + FOLDER).well();

    // when
    Ended ended = room.run(HOLD);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(ended.err()).contains("restitch supports control planes that kubeadm has set up");
  }

  private void write(String file, String text) {
    room.sh("mkdir -p %s; cat >'%s' <<'TEXT'\n%sTEXT\n".formatted(FOLDER, file, text)).well();
  }

  private String read(String file) {
    return room.sh("cat " + file).well().out();
  }
}
