package io.restitch.cluster.act;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place in a YAML document where a pod range stands. */
sealed interface RangePlace {
  /** Its name in our note of what stood there before. */
  String name();

  /** What stands there, empty if nothing does; absent if there is no such place. */
  Optional<String> read(Map<String, Object> tree);

  /** Writes it; an empty value takes it away. */
  void write(Map<String, Object> tree, String value);

  /** An entry of its own, in a mapping below the top, or at the top if that is empty. */
  record Entry(String mapping, String name) implements RangePlace {
    @Override
    public Optional<String> read(Map<String, Object> tree) {
      Object in = mapping.isEmpty() ? tree : tree.get(mapping);
      Object value = in instanceof Map<?, ?> m ? m.get(name) : null;
      return Optional.of(value == null ? "" : value.toString());
    }

    @Override
    public void write(Map<String, Object> tree, String value) {
      Map<String, Object> in = mapping.isEmpty() ? tree : below(tree);
      if (value.isEmpty()) {
        in.remove(name);
      } else {
        in.put(name, value);
      }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> below(Map<String, Object> tree) {
      return (Map<String, Object>) tree.computeIfAbsent(mapping, k -> new LinkedHashMap<>());
    }
  }

  /**
   * A flag among kube-controller-manager's arguments, if it is there: by name up to kubeadm's
   * v1beta3, in a list since v1beta4.
   */
  record Flag(String name) implements RangePlace {
    @Override
    public Optional<String> read(Map<String, Object> tree) {
      return holder(tree).map(h -> String.valueOf(h.in().get(h.key())));
    }

    @Override
    public void write(Map<String, Object> tree, String value) {
      holder(tree).ifPresent(h -> h.in().put(h.key(), value));
    }

    private record Holder(Map<String, Object> in, String key) {}

    @SuppressWarnings("unchecked")
    private Optional<Holder> holder(Map<String, Object> tree) {
      Object manager = tree.get("controllerManager");
      Object arguments = manager instanceof Map<?, ?> m ? m.get("extraArgs") : null;
      if (arguments instanceof Map<?, ?> byName) {
        return byName.containsKey(name)
            ? Optional.of(new Holder((Map<String, Object>) byName, name))
            : Optional.empty();
      }
      return arguments instanceof List<?> list
          ? list.stream()
              .filter(a -> a instanceof Map<?, ?> m && name.equals(m.get("name")))
              .map(a -> new Holder((Map<String, Object>) a, "value"))
              .findFirst()
          : Optional.empty();
    }
  }
}
