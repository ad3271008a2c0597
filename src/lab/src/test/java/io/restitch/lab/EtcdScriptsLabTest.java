package io.restitch.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.restitch.core.action.HostAction.Task;
import io.restitch.core.plan.Settings.ExternalEtcd;
import io.restitch.lab.Commands.Ended;
import io.restitch.render.HostScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three real members of etcd on loopback. crictl is a stand-in that runs what it is asked to run;
 * the data folder is where a container would have it.
 */
@Tag("lab")
class EtcdScriptsLabTest {
  private static final HostScript OBSERVE = new HostScript.Observe(ExternalEtcd.NONE);
  private static final HostScript BACK_UP =
      new HostScript.BackUpEtcd("run-1", ExternalEtcd.NONE, true);
  private static final HostScript MOVE = new HostScript.Plain(Task.MOVE_ETCD_LEADER);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String MEMBERS =
      """
      set -e
      mkdir -p /etc/kubernetes/manifests /var/lib/etcd
      all=m1=http://127.0.0.1:2380,m2=http://127.0.0.2:2380,m3=http://127.0.0.3:2380
      for i in 1 2 3; do
        data=/var/lib/etcd$i
        [ $i != 1 ] || data=/var/lib/etcd
        setsid etcd --name m$i --data-dir $data --unsafe-no-fsync --quota-backend-bytes 8000000 --initial-cluster $all \\
          --listen-peer-urls http://127.0.0.$i:2380 --initial-advertise-peer-urls http://127.0.0.$i:2380 \\
          --listen-client-urls http://127.0.0.$i:2379 --advertise-client-urls http://127.0.0.$i:2379 \\
          >/run/etcd$i.log 2>&1 &
        echo $! >/run/etcd$i.pid
      done
      cat >/etc/kubernetes/manifests/etcd.yaml <<'YAML'
      spec:
        containers:
        - command:
          - etcd
          - --advertise-client-urls=http://127.0.0.1:2379
          - --data-dir=/var/lib/etcd
          - --listen-client-urls=http://127.0.0.1:2379
      YAML
      """;

  private final Room room = Room.open();

  @BeforeEach
  void members() {
    room.link(Lab.assets(), "etcd", "etcdctl", "etcdutl");
    room.shim("crictl", "case $1 in ps) echo c1 ;; exec) shift 2; exec \"$@\" ;; esac");
    room.sh(MEMBERS).well();
    Await.until(
        LIMIT,
        "three members",
        () ->
            room.sh(
                        "etcdctl --endpoints=127.0.0.1:2379,127.0.0.2:2379,127.0.0.3:2379 endpoint health")
                    .status()
                == 0,
        () -> room.sh("tail -n 3 /run/etcd*.log").out());
    room.sh(
            "for i in 1 2 3 4 5 6 7; do etcdctl put /registry/k$i canary-secret; done; etcdctl del /registry/k7")
        .well();
  }

  @AfterEach
  void close() {
    room.sh("for i in 1 2 3; do kill -s KILL \"$(cat /run/etcd$i.pid)\"; done");
    room.close();
  }

  @Test
  void shouldTellHowTheMemberIs() {
    // when
    JsonNode etcd = observe();

    // then
    assertThat(etcd.path("stacked").asBoolean()).isTrue();
    assertThat(etcd.path("healthy").asBoolean()).isTrue();
    assertThat(etcd.path("learner").asBoolean()).isFalse();
    assertThat(etcd.path("members").asInt()).isEqualTo(3);
    assertThat(etcd.path("silent").isArray()).isTrue();
    assertThat(etcd.path("silent").isEmpty()).isTrue();
    assertThat(etcd.path("alarms").isArray()).isTrue();
    assertThat(etcd.path("alarms").isEmpty()).isTrue();
    assertThat(etcd.path("lag").isIntegralNumber()).isTrue();
    assertThat(etcd.path("lag").asLong()).isLessThan(10);
    assertThat(etcd.path("databaseBytes").asLong()).isGreaterThan(10_000);
    assertThat(etcd.path("problem").asString()).isEmpty();
  }

  @Test
  void shouldTellOfAlarmsThatAreRaised() {
    // given
    room.sh(
            """
            head -c 1000000 /dev/zero | tr '\\0' x >/run/big
            # The quota is asked of what was committed, which happens ten times a second.
            for i in $(seq 100); do etcdctl put /big$i </run/big || exit 0; done
            exit 1
            """)
        .well();

    // when
    JsonNode etcd = observe();

    // then
    assertThat(texts(etcd, "alarms")).containsExactly("NOSPACE");
  }

  @Test
  void shouldNameAMemberThatWasListedAndNeverStarted() {
    // given
    room.sh(
            "until etcdctl member add m4 --learner --peer-urls=http://127.0.0.4:2380; do sleep 1; done")
        .well();

    // when
    JsonNode etcd = observe();

    // then
    assertThat(etcd.path("healthy").asBoolean()).isTrue();
    assertThat(etcd.path("members").asInt()).isEqualTo(4);
    assertThat(texts(etcd, "silent"))
        .containsExactly("one that never started, at http://127.0.0.4:2380");
  }

  @Test
  void shouldNotTakeAlarmsThatCannotBeSeenForNone() {
    // given
    room.shim(
        "crictl",
        "case $1 in ps) echo c1 ;; exec) case $* in *status*) exit 1 ;; esac; shift 2; exec \"$@\" ;; esac");

    // when
    JsonNode etcd = observe();

    // then
    assertThat(etcd.path("healthy").asBoolean()).isTrue();
    assertThat(etcd.path("alarms").isNull()).isTrue();
  }

  @Test
  void shouldAnswerInTimeWhenMembersAreGone() {
    // given
    room.sh("kill -s KILL \"$(cat /run/etcd3.pid)\"").well();
    JsonNode oneGone = observe();
    room.sh("kill -s KILL \"$(cat /run/etcd2.pid)\"").well();
    long start = System.nanoTime();

    // when
    JsonNode twoGone = observe();
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    // then
    assertThat(oneGone.path("healthy").asBoolean()).isTrue();
    assertThat(oneGone.path("members").asInt()).isEqualTo(3);
    assertThat(texts(oneGone, "silent")).containsExactly("m3");
    assertThat(twoGone.path("healthy").asBoolean()).isFalse();
    assertThat(twoGone.path("problem").asString()).startsWith("it does not answer: ");
    assertThat(twoGone.path("silent").isNull()).isTrue();
    assertThat(twoGone.path("databaseBytes").asLong()).isGreaterThan(10_000);
    assertThat(took)
        .as("the limit of one short command, by default")
        .isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void shouldGiveTheLeadAway() {
    // given
    lead("m1");
    boolean led = observe().path("leader").asBoolean();

    // when
    Ended moved = room.run(MOVE).well();
    Ended again = room.run(MOVE).well();

    // then
    assertThat(led).isTrue();
    assertThat(moved.err()).contains("giving the lead to member");
    assertThat(again.err()).contains("does not lead");
    assertThat(observe().path("leader").asBoolean()).isFalse();
  }

  @Test
  void shouldTakeASnapshotThatCanBeRestored() {
    // when
    Ended ended = room.run(BACK_UP);
    Ended again = room.run(BACK_UP);

    // then
    JsonNode told = JsonMapper.shared().readTree(ended.well().out());
    assertThat(told.path("keys").asInt()).isEqualTo(6);
    assertThat(told.path("restoredKeys").asInt()).isEqualTo(6);
    assertThat(told.path("revision").asInt()).isEqualTo(9);
    assertThat(told.path("restoredRevision").asInt()).isEqualTo(9);
    assertThat(told.path("version").asString()).startsWith("3.6.");
    String path = told.path("path").asString();
    assertThat(path).isEqualTo("/var/lib/restitch/backups/etcd-run-1.db");
    assertThat(again.well().out()).contains(path);
    assertThat(room.sh("stat -c '%a %s' " + path).well().out())
        .isEqualTo("600 " + told.path("sizeBytes").asLong() + "\n");
    assertThat(ended.out() + ended.err()).doesNotContain("canary");
    assertThat(room.sh("ls /var/lib/etcd").well().out()).isEqualTo("member\n");
  }

  @Test
  void shouldLeaveTheSnapshotToOthersWhenTheMemberLeads() {
    // given
    HostScript others = new HostScript.BackUpEtcd("run-1", ExternalEtcd.NONE, false);
    lead("m1");

    // when
    Ended leading = room.run(others);
    room.run(MOVE).well();
    Ended following = room.run(others);

    // then
    assertThat(leading.status()).isEqualTo(11);
    assertThat(leading.err()).contains("this member leads etcd");
    assertThat(following.status()).as(following.err()).isZero();
  }

  @Test
  void shouldTakeAwayWhatAKilledTrialLeft() {
    // given
    HostScript files = new HostScript.BackUpFiles("run-1");
    String leave = "mkdir -p /var/lib/etcd/restitch-trial /var/lib/restitch/restitch-trial";

    // when
    room.sh(leave).well();
    room.run(files).well();
    String afterFiles = room.sh("ls /var/lib/etcd /var/lib/restitch").well().out();
    room.sh(leave).well();
    room.run(BACK_UP).well();

    // then
    assertThat(afterFiles).doesNotContain("restitch-trial");
    assertThat(room.sh("ls /var/lib/etcd /var/lib/restitch").well().out())
        .doesNotContain("restitch-trial");
  }

  @Test
  void shouldFailWhenTheSnapshotIsTruncatedOrABitIsWrong() {
    // given
    String spoilt =
        "case $1 in ps) echo c1; exit ;; esac\n"
            + "shift 2\n\"$@\" || exit\n"
            + "case \"$*\" in *'snapshot save'*) for file; do :; done; %s ;; esac\n";

    // when
    room.shim("crictl", spoilt.formatted("truncate -s -4096 \"$file\""));
    Ended truncated = room.run(BACK_UP);
    room.shim(
        "crictl",
        spoilt.formatted(
            "size=$(stat -c %s \"$file\"); printf x | dd of=\"$file\" bs=1 seek=$((size - 5000)) conv=notrunc status=none"));
    Ended flipped = room.run(BACK_UP);

    // then
    assertThat(truncated.status()).as(truncated.err()).isEqualTo(1);
    assertThat(flipped.status()).as(flipped.err()).isEqualTo(1);
    assertThat(flipped.err()).contains("the snapshot cannot be restored");
    assertThat(room.sh("ls -A /var/lib/restitch/backups").well().out()).isEmpty();
    assertThat(room.sh("ls /var/lib/etcd").well().out()).isEqualTo("member\n");
  }

  @Test
  void shouldAskForRoomFirst() {
    // given
    room.shim(
        "df",
        "printf 'Filesystem 1024-blocks Used Available Capacity Mounted\\nx 9 9 1000 9%% /\\n'");

    // when
    Ended ended = room.run(BACK_UP);

    // then
    assertThat(ended.status()).isEqualTo(10);
    assertThat(ended.err()).contains("has 1000 KiB free").contains("make room");
    assertThat(room.sh("ls /var/lib/etcd").well().out()).isEqualTo("member\n");
  }

  @Test
  void shouldUseAnEtcdElsewhereWhenItIsNamed() {
    // given
    ExternalEtcd external =
        new ExternalEtcd("http://127.0.0.2:2379,http://127.0.0.3:2379", "", "", "");
    room.sh("rm /etc/kubernetes/manifests/etcd.yaml /run/shims/crictl").well();

    // when
    Ended observed = room.run(new HostScript.Observe(external)).well();
    Ended ended = room.run(new HostScript.BackUpEtcd("run-2", external, false));
    Ended moved = room.run(MOVE);

    // then
    JsonNode etcd = JsonMapper.shared().readTree(observed.out()).path("etcd");
    assertThat(etcd.path("stacked").asBoolean()).isFalse();
    assertThat(etcd.path("healthy").asBoolean()).isTrue();
    assertThat(etcd.path("leader").asBoolean()).isFalse();
    assertThat(JsonMapper.shared().readTree(ended.well().out()).path("restoredKeys").asInt())
        .isEqualTo(6);
    assertThat(moved.status()).isNotEqualTo(0);
  }

  private void lead(String member) {
    room.sh(
            """
            id=$(etcdctl member list | awk -F', ' '$3 == "%s" { print $1 }')
            etcdctl --endpoints=127.0.0.1:2379,127.0.0.2:2379,127.0.0.3:2379 move-leader "$id" || :
            """
                .formatted(member))
        .well();
  }

  private JsonNode observe() {
    return JsonMapper.shared().readTree(room.run(OBSERVE).well().out()).path("etcd");
  }

  private static List<String> texts(JsonNode object, String name) {
    return object.path(name).valueStream().map(JsonNode::asString).toList();
  }
}
