package io.restitch.core.planner;

import io.restitch.core.fact.Fabric;
import io.restitch.core.fact.NodeFact;
import io.restitch.core.plan.Settings.Join;
import io.restitch.core.plan.Settings.Join.How;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How new machines may join, from what the machines they stand in for run: {@code
 * status.nodeInfo.osImage}, the {@code PRETTY_NAME} of {@code /etc/os-release}.
 *
 * <ol>
 *   <li>Blue workers of one family, whose packages {@code templates/worker/join.sh} installs: that
 *       family's way.
 *   <li>Systems without a package manager to install by (CoreOS, Flatcar, Bottlerocket, Talos,
 *       Ubuntu Core), of another family, or too old to have {@code dnf}: a person has to choose.
 *   <li>So has he where blue workers run systems of several families.
 * </ol>
 *
 * @param how what is written
 * @param why a comment for people
 */
public record JoinChoice(How how, String why) {
  private static final Pattern IMAGES = Pattern.compile(".*\\bcore ?os\\b.*|ubuntu core\\b.*");
  private static final Pattern DEBIAN = Pattern.compile("(debian|ubuntu)\\b.*");
  private static final Pattern RHEL =
      Pattern.compile(
          "(red hat enterprise linux|centos stream|centos linux|rocky linux|almalinux"
              + "|oracle linux server)( release)? ([89]|[1-9]\\d)\\b.*"
              + "|fedora linux\\b.*|amazon linux 20\\d\\d\\b.*");

  /** The way that fits these nodes' workers on Calico. */
  public static JoinChoice of(Collection<NodeFact> nodes) {
    SortedMap<String, Long> systems =
        nodes.stream()
            .filter(n -> !n.controlPlane() && n.fabric() == Fabric.CALICO)
            .map(n -> n.status().nodeInfo().osImage())
            .collect(
                Collectors.groupingBy(
                    image -> image.isEmpty() ? "unknown" : image,
                    TreeMap::new,
                    Collectors.counting()));
    List<Optional<How>> families =
        systems.keySet().stream().map(JoinChoice::family).distinct().toList();
    String seen =
        systems.entrySet().stream()
            .map(e -> e.getKey() + " (" + e.getValue() + ")")
            .collect(Collectors.joining(", "));
    if (families.size() == 1 && families.getFirst().isPresent()) {
      return new JoinChoice(families.getFirst().get(), "Workers here run " + seen + ".");
    }
    return new JoinChoice(
        Join.DEFAULT.how(),
        "You have to choose: workers here run " + (seen.isEmpty() ? "nothing known" : seen) + ".");
  }

  /** The way of a system, if it is of a family that packages are installed on. */
  static Optional<How> family(String osImage) {
    String image = osImage.toLowerCase(Locale.ROOT);
    if (IMAGES.matcher(image).matches()) {
      return Optional.empty();
    }
    if (DEBIAN.matcher(image).matches()) {
      return Optional.of(How.DEBIAN);
    }
    return RHEL.matcher(image).matches() ? Optional.of(How.RHEL) : Optional.empty();
  }
}
