package io.restitch.engine.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.restitch.core.condition.PhaseName;
import io.restitch.core.net.Cidr;
import io.restitch.core.plan.Settings;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsDocumentTest {
  private static final String HEAD = "apiVersion: restitch.io/v1alpha1\nkind: Migration\n";

  @Test
  void shouldHaveDefaultsWhenSpecIsEmpty() {
    // given
    String text = HEAD;

    // when
    SettingsDocument read = SettingsDocument.read("restitch.yaml", text);

    // then
    assertThat(read).isEqualTo(SettingsDocument.DEFAULT);
  }

  @Test
  void shouldComeBackTheSameWhenWrittenAndRead() {
    // given
    Settings settings =
        new Settings(
            new Settings.Network(
                Cidr.parse("10.200.0.0/16"),
                25,
                Cidr.parse("100.64.0.0/18"),
                new Settings.Flannel(
                    "a/flannel@sha256:%s".formatted("0".repeat(64)),
                    "b:1",
                    "eth1",
                    new Settings.Netpol(true, "c:2"))),
            Settings.Provider.DEFAULT,
            new Settings.Workers(
                1,
                2,
                false,
                0,
                Duration.ofMinutes(90),
                1,
                Duration.ZERO,
                "green",
                new Settings.Join(
                    Settings.Join.How.RHEL, Map.of("max-pods", "250"), "echo a: #b", true)),
            new Settings.Drain(
                Duration.ofSeconds(7),
                Duration.ofHours(2),
                Selectors.parse("app=web,tier notin (db,cache),!batch").orElseThrow(),
                3),
            new Settings.Backup("/srv/backups", "", Duration.ofHours(1)),
            new Settings.Hosts(
                new Settings.Login("ops", 2222, "~/.ssh/id", "bastion:22"),
                new Settings.Each(
                    Map.of("cp-1", "root@10.0.0.9"),
                    Map.of("cp-2", "~/.ssh/other"),
                    Map.of("cp-2", "none")),
                "",
                Duration.ofSeconds(5),
                Duration.ofMinutes(7),
                new Settings.ExternalEtcd("https://10.0.0.20:2379", "/ca", "/cert", "/key")),
            Set.of(PhaseName.BRIDGED, PhaseName.IPAM_HELD),
            Set.of("lone-pods"),
            Set.of(PhaseName.UNBRIDGED));
    SettingsDocument written = new SettingsDocument("mine", settings);

    // when
    SettingsDocument fromYaml = SettingsDocument.read("a.yaml", written.yaml());
    SettingsDocument fromJson = SettingsDocument.read("a.json", written.json());

    // then
    assertThat(fromYaml).isEqualTo(written);
    assertThat(fromJson).isEqualTo(written);
  }

  @Test
  void shouldNamePlaceAndGuessWhenFieldIsUnknown() {
    // given
    String text = HEAD + "spec:\n  workers:\n    surg: 2\n";

    // when
    String message = refused(text);

    // then
    assertThat(message)
        .isEqualTo(
            "restitch.yaml: spec.workers.surg (line 5, column 5): unknown field; "
                + "did you mean `surge`?");
  }

  @Test
  void shouldTellAllProblemsWhenThereAreSeveral() {
    // given
    String text =
        HEAD
            + """
            metadata: {name: Mine}
            spec:
              network: {podCidr: 10.244.0.1/16}
              workers:
                surge: many
                surge: 3
                bootTimeout: 15
              attested: [IpamHold]
            """;

    // when
    String message = refused(text);

    // then
    assertThat(message.lines().map(String::strip))
        .hasSize(7)
        .anyMatch(l -> l.startsWith("restitch.yaml has 6 problems"))
        .anyMatch(l -> l.startsWith("metadata.name"))
        .anyMatch(l -> l.contains("has host bits set; did you mean 10.244.0.0/16?"))
        .anyMatch(l -> l.contains("spec.workers.surge (line 7, column 12): is the text 'many'"))
        .anyMatch(l -> l.contains("spec.workers.surge (line 8, column 5): is there twice"))
        .anyMatch(l -> l.contains("spec.workers.bootTimeout (line 9, column 18): is the number 15"))
        .anyMatch(l -> l.contains("there is no phase 'IpamHold'; did you mean `IpamHeld`?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                  | the file is empty
          '# nothing'                                         | only comments
          'just words'                                        | the file holds the text 'just words'
          'kind: Migration'                                   | apiVersion: is missing
          '{apiVersion: restitch.io/v1, kind: Migration}'     | newer, version of restitch
          '{apiVersion: apps/v1, kind: Migration}'            | is not restitch's
          '{apiVersion: restitch.io/v1alpha1, kind: Plan}'    | is 'Plan', not Migration
          'a: [1'                                             | not YAML
          """)
  void shouldRefuseWhenItIsNoMigration(String text, String expected) {
    // when
    String message = refused(text);

    // then
    assertThat(message).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          workers: {surge: -1}                         | -1 is out of range; write a number from 0
          'workers: {surge: 0, maxUnavailable: 0}'     | no worker can ever be replaced
          'network: {podCidr: 10.0.0.0/24, nodeMask: 16}' | cannot be cut out of 10.0.0.0/24
          network: {podCidr: 100.127.192.0/20}         | overlaps the pod range
          network: {podCidr: 10.0.0.0}                 | has no prefix length
          drain: {timeout: soon}                       | 'soon' is no duration; write it like 30s
          drain: {timeout: 0s}                         | is too short
          'drain: {podSelector: "a=b=c"}'              | is no label selector
          provider: {name: Mine}                       | is not of the form
          provider: {path: relative}                   | is not of the form
          backup: {recipient: AGE-SECRET-KEY-1}        | a secret key is not of the form
          backup: {to: 's3://bucket/x'}                | nothing here writes to s3: addresses
          workers: {join: debain}                      | there is no choice 'debain'
          provider: [a]                                | is a list, not a section
          worker: {}                                   | did you mean `workers`?
          accept: lone-pods                            | not a list
          """)
  void shouldRefuseWhenValueIsWrong(String spec, String expected) {
    // given
    String text = HEAD + "spec:\n  " + spec + "\n";

    // when
    String message = refused(text);

    // then
    assertThat(message).contains(expected);
  }

  @Test
  void shouldPreferCommandLineWhenFileSaysOtherwise() {
    // given
    String text = HEAD + "spec:\n  workers: {surge: 2}\n  provider: {settings: {a: one}}\n";
    List<SettingsDocument.Setting> flags =
        List.of(
            new SettingsDocument.Setting("spec.workers.surge", "--surge", List.of("5")),
            new SettingsDocument.Setting("spec.attested", "--attest", List.of("Bridged")),
            new SettingsDocument.Setting(
                "spec.provider.settings.b", "--provider-setting", List.of("two")));

    // when
    Settings read = SettingsDocument.read("restitch.yaml", text, flags).settings();

    // then
    assertThat(read.workers().surge()).isEqualTo(5);
    assertThat(read.attested()).containsExactly(PhaseName.BRIDGED);
    assertThat(read.provider().settings()).containsEntry("a", "one").containsEntry("b", "two");
  }

  @Test
  void shouldNameFlagWhenItsValueIsWrong() {
    // given
    List<SettingsDocument.Setting> flags =
        List.of(new SettingsDocument.Setting("spec.workers.surge", "--surge", List.of("-1")));

    // when
    RestitchException e =
        catchThrowableOfType(RestitchException.class, () -> SettingsDocument.defaults(flags));

    // then
    assertThat(e).hasMessageContaining("spec.workers.surge (--surge): -1 is out of range");
  }

  @Test
  void shouldReadWhenLocaleIsTurkish() {
    // given
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr", "TR"));
    try {
      // when
      Settings read =
          SettingsDocument.read("a", HEAD + "spec: {attested: [IPAMHELD, bridged]}").settings();

      // then
      assertThat(read.attested()).containsExactly(PhaseName.IPAM_HELD, PhaseName.BRIDGED);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String refused(String text) {
    RestitchException e =
        catchThrowableOfType(
            RestitchException.class, () -> SettingsDocument.read("restitch.yaml", text));
    assertThat(e).isNotNull();
    assertThat(e.code()).isEqualTo(ErrorCode.BAD_FILE);
    assertThat(e.remedy()).contains("restitch schema");
    return e.getMessage();
  }
}
