package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.restitch.core.plan.Settings.Join;
import io.restitch.core.plan.Settings.Join.How;
import io.restitch.render.AccessManifest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The roles that {@code restitch render access} prints, against what restitch asks whether it may.
 */
class RightsTest {
  @ParameterizedTest
  @CsvSource({
    "DEBIAN, false, false",
    "SCRIPT, true, true",
    "NONE, false, true",
    "NONE, true, false"
  })
  void shouldGiveExactlyWhatIsNeededToApplyWithTheseSettings(
      How how, boolean approveServing, boolean enforcing) {
    Join join = new Join(how, Map.of(), "", approveServing);

    assertThat(given("restitch", join, enforcing)).hasSameElementsAs(Rights.of(join, enforcing));
  }

  @Test
  void shouldGiveNoRightToSecretsWhereMachinesJoinByThemselves() {
    assertThat(given("restitch", Join.DEFAULT, false))
        .anyMatch(r -> r.resource().equals("secrets"));
    assertThat(given("restitch", new Join(How.NONE, Map.of(), "", false), false))
        .noneMatch(r -> r.resource().equals("secrets"));
  }

  @Test
  void shouldGiveExactlyWhatIsNeededToRead() {
    assertThat(given("restitch-viewer", Join.DEFAULT, false)).hasSameElementsAs(Rights.toRead());
  }

  @ParameterizedTest
  @ValueSource(strings = {"restitch", "restitch-viewer"})
  void shouldSayInWhichNamespacesTheRolesAreToBeBound(String name) {
    String roles = AccessManifest.of(Join.DEFAULT, false).getOrDefault(name, "");
    String namespaces =
        given(name, Join.DEFAULT, false).stream()
            .map(Right::namespace)
            .filter(n -> !n.isEmpty())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "));

    assertThat(roles).contains("for n in " + namespaces + "; do");
  }

  private static Set<Right> given(String name, Join join, boolean enforcing) {
    Set<Right> rights = new HashSet<>();
    for (String document :
        AccessManifest.of(join, enforcing).getOrDefault(name, "").split("(?m)^---$")) {
      if (document.contains("kind: ClusterRole")) {
        add(rights, "", Serialization.unmarshal(document, ClusterRole.class).getRules());
      } else {
        Role role = Serialization.unmarshal(document, Role.class);
        add(rights, role.getMetadata().getNamespace(), role.getRules());
      }
    }
    return rights;
  }

  private static void add(Set<Right> rights, String namespace, List<PolicyRule> rules) {
    for (PolicyRule rule : rules) {
      for (String verb : rule.getVerbs()) {
        List<String> names =
            rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
        for (String group : rule.getApiGroups()) {
          for (String resource : rule.getResources()) {
            names.forEach(name -> rights.add(new Right(verb, group, resource, namespace, name)));
          }
        }
      }
    }
  }
}
