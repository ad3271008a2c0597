package io.restitch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RightsTest {
  @Test
  void shouldGrantExactlyWhatIsNeededToApply() throws IOException {
    assertThat(granted("clusterrole.yaml"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    Rights.toRead(),
                    Rights.toApply(),
                    Rights.toApproveServing(),
                    Rights.toEnforcePolicies())
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void shouldGrantExactlyWhatIsNeededToRead() throws IOException {
    assertThat(granted("viewer.yaml")).containsExactlyInAnyOrderElementsOf(Rights.toRead());
  }

  private static Set<Right> granted(String file) throws IOException {
    Path path = Path.of("..", "..", "templates", "access", file);
    Set<Right> rights = new HashSet<>();
    for (String document : Files.readString(path).split("(?m)^---$")) {
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
