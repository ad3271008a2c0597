package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.lab.Commands.Ended;
import io.restitch.render.HostScript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The files of a control plane, packed on a machine of files alone. */
@Tag("lab")
class FilesScriptLabTest {
  private static final HostScript PACK = new HostScript.BackUpFiles("run-1");
  private static final String ARCHIVE = "/var/lib/restitch/backups/files-run-1.tar.gz";

  /** A data disk has all of /etc/kubernetes, and a client of an etcd elsewhere has its own keys. */
  private static final String FILES =
      """
      set -e
      mkdir -p /var/disk/kubernetes/pki /var/disk/kubernetes/manifests /opt/etcd-client /var/lib/kubelet/pki
      ln -s /var/disk/kubernetes /etc/kubernetes
      for key in ca.key sa.key; do echo canary-secret >/var/disk/kubernetes/pki/$key; done
      echo canary-secret >/opt/etcd-client/2026.key
      ln -s 2026.key /opt/etcd-client/client.key
      ln -s /nowhere /var/lib/kubelet/pki/broken
      cat >/etc/kubernetes/manifests/kube-apiserver.yaml <<'YAML'
      spec:
        containers:
        - command:
          - kube-apiserver
          - --audit-log-path=/var/log/audit.log
          - --etcd-keyfile=/opt/etcd-client/client.key
          - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key
      YAML
      """;

  private final Room room = Room.open();

  @BeforeEach
  void prepare() {
    room.sh(FILES).well();
  }

  @AfterEach
  void close() {
    room.close();
  }

  @Test
  void shouldPackWhatLinksLeadToAndWhatFlagsName() {
    // when
    Ended ended = room.run(PACK).well();
    Ended again = room.run(PACK).well();

    // then
    assertThat(room.sh("tar -tzf " + ARCHIVE).well().out().lines())
        .contains(
            "etc/kubernetes",
            "var/disk/kubernetes/pki/ca.key",
            "var/disk/kubernetes/pki/sa.key",
            "opt/etcd-client/client.key",
            "opt/etcd-client/2026.key");
    assertThat(ended.err()).contains("broken leads nowhere").doesNotContain("canary");
    assertThat(again.out()).contains("\"files\": ");
    assertThat(room.sh("ls -A /var/lib/restitch/backups; stat -c %a " + ARCHIVE).well().out())
        .isEqualTo("files-run-1.tar.gz\n600\n");
  }

  @Test
  void shouldSayThatTheKeyOfTheCaIsNotHereWhenTheCaIsElsewhere() {
    // given
    room.sh("rm /etc/kubernetes/pki/ca.key").well();

    // when
    Ended ended = room.run(PACK);

    // then
    assertThat(ended.well().err()).contains("there is no /etc/kubernetes/pki/ca.key here");
  }

  @Test
  void shouldFailWhenAFlagNamesAFileThatIsNotHere() {
    // given
    room.sh("rm /opt/etcd-client/2026.key").well();

    // when
    Ended ended = room.run(PACK);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(ended.err()).contains("--etcd-keyfile names /opt/etcd-client/client.key");
    assertThat(room.sh("ls -A /var/lib/restitch/backups").well().out()).isEmpty();
  }
}
