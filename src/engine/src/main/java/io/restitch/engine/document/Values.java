package io.restitch.engine.document;

import io.restitch.core.plan.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields that a document sets, read strictly; all others have their defaults. */
final class Values {
  private final Map<Field<?>, Object> values = new HashMap<>();
  private final Problems problems;

  private Values(Problems problems) {
    this.problems = problems;
  }

  /** Reads the spec. */
  static Values read(Tree spec, String path, Problems problems) {
    Values read = new Values(problems);
    read.section(spec, path, "");
    return read;
  }

  private void section(Tree tree, String path, String section) {
    if (tree instanceof Tree.Scalar s && s.kind() == Tree.Kind.NOTHING) {
      return;
    }
    if (!(tree instanceof Tree.Table table)) {
      problems.add(
          tree.at(), path, "is " + tree.noun() + ", not a section", "write lines like name: value");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Tree.Entry entry : table.entries()) {
      String inside = path.isEmpty() ? entry.name() : path + "." + entry.name();
      if (!seen.add(entry.name())) {
        problems.add(entry.at(), inside, "is there twice", "keep one of them");
      } else {
        entry(entry, inside, section.isEmpty() ? entry.name() : section + "." + entry.name());
      }
    }
  }

  private void entry(Tree.Entry entry, String path, String key) {
    if (SpecTable.SECTIONS.stream().anyMatch(s -> s.getKey().equals(key))) {
      section(entry.value(), path, key);
      return;
    }
    Optional<Field<?>> field =
        SpecTable.FIELDS.stream().filter(f -> f.path().equals(key)).findFirst();
    if (field.isEmpty()) {
      problems.add(
          entry.at(), path, "unknown field", Spelling.suggest(entry.name(), siblings(key)));
      return;
    }
    if (entry.value() instanceof Tree.Scalar s && s.kind() == Tree.Kind.NOTHING) {
      return;
    }
    field
        .get()
        .type()
        .read(entry.value(), path, problems)
        .ifPresent(value -> values.put(field.get(), value));
  }

  private static List<String> siblings(String key) {
    int dot = key.lastIndexOf('.');
    if (dot < 0) {
      return Stream.concat(
              SpecTable.SECTIONS.stream().map(Map.Entry::getKey),
              SpecTable.FIELDS.stream().filter(f -> f.section().isEmpty()).map(Field::name))
          .toList();
    }
    String section = key.substring(0, dot);
    return SpecTable.FIELDS.stream()
        .filter(f -> f.section().equals(section))
        .map(Field::name)
        .toList();
  }

  @SuppressWarnings("unchecked")
  private <T> @Nullable T find(Field<T> field) {
    Object value = values.get(field);
    return value == null ? field.get().apply(Settings.DEFAULT) : (T) value;
  }

  private <T> T of(Field<T> field) {
    T value = find(field);
    if (value == null) {
      throw new IllegalStateException("no default: " + field.path());
    }
    return value;
  }

  /** The settings they make. */
  Settings settings() {
    return new Settings(
        new Settings.Network(
            of(SpecTable.POD_CIDR),
            of(SpecTable.NODE_MASK),
            of(SpecTable.LINK_RANGE),
            new Settings.Flannel(
                of(SpecTable.FLANNEL_IMAGE),
                of(SpecTable.FLANNEL_CNI_IMAGE),
                of(SpecTable.FLANNEL_IFACE),
                new Settings.Netpol(
                    of(SpecTable.FLANNEL_NETPOL), of(SpecTable.FLANNEL_NETPOL_IMAGE)))),
        new Settings.Provider(
            of(SpecTable.PROVIDER_NAME),
            of(SpecTable.PROVIDER_PATH),
            of(SpecTable.PROVIDER_SETTINGS),
            of(SpecTable.PROVIDER_ENVIRONMENT),
            of(SpecTable.PROVIDER_TIMEOUT),
            of(SpecTable.PROVIDER_SHA256)),
        new Settings.Workers(
            of(SpecTable.SURGE),
            of(SpecTable.MAX_UNAVAILABLE),
            of(SpecTable.CANARY),
            of(SpecTable.HEADROOM),
            of(SpecTable.BOOT_TIMEOUT),
            of(SpecTable.ATTEMPTS),
            of(SpecTable.SETTLE),
            of(SpecTable.NAME_PREFIX),
            new Settings.Join(
                of(SpecTable.JOIN),
                of(SpecTable.KUBELET),
                of(SpecTable.BEFORE_JOIN),
                of(SpecTable.APPROVE_SERVING))),
        new Settings.Drain(
            find(SpecTable.GRACE_PERIOD),
            of(SpecTable.DRAIN_TIMEOUT),
            of(SpecTable.POD_SELECTOR),
            of(SpecTable.PARALLEL)),
        new Settings.Backup(
            of(SpecTable.BACKUP_TO), of(SpecTable.BACKUP_RECIPIENT), of(SpecTable.BACKUP_MAX_AGE)),
        new Settings.Hosts(
            new Settings.Login(
                of(HostFields.USER), of(HostFields.PORT), of(HostFields.KEY), of(HostFields.JUMP)),
            new Settings.Each(of(HostFields.AT), of(HostFields.KEYS), of(HostFields.JUMPS)),
            of(HostFields.KNOWN_HOSTS),
            of(HostFields.TIMEOUT),
            of(HostFields.TASK_TIMEOUT),
            new Settings.ExternalEtcd(
                of(HostFields.ETCD_ENDPOINTS),
                of(HostFields.ETCD_CA_CERT),
                of(HostFields.ETCD_CERT),
                of(HostFields.ETCD_KEY))),
        of(SpecTable.ATTESTED),
        of(SpecTable.ACCEPT),
        of(SpecTable.PAUSE_AFTER));
  }
}
