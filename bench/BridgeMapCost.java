import io.restitch.core.bridge.BridgeMap;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.bridge.BridgeMap.Wanted;
import io.restitch.core.net.Cidr;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What `bench/bridge-map` runs. */
class BridgeMapCost {
  private static final List<Cidr> POOLS =
      List.of(Cidr.parse("172.16.0.0/12"), Cidr.parse("10.244.0.0/16"));

  public static void main(String[] arguments) {
    System.out.println(
        "| nodes | map and text, first time | one node more | text |\n|---|---|---|---|");
    for (String nodes : arguments) {
      row(Integer.parseInt(nodes));
    }
  }

  private static void row(int nodes) {
    Map<String, Wanted> wanted = new TreeMap<>();
    IntStream.range(0, nodes).forEach(i -> wanted.put(name(i), node(i)));
    long began = System.nanoTime();
    BridgeMap map = BridgeMap.none(Cidr.parse("100.64.0.0/10")).next(POOLS, wanted);
    int bytes = text(map);
    long first = System.nanoTime();
    wanted.put(name(nodes), node(nodes));
    text(map.next(POOLS, wanted));
    long more = System.nanoTime();
    System.out.printf(
        "| %,d | %d ms | %d ms | %,d KiB |%n",
        nodes, (first - began) / 1_000_000, (more - first) / 1_000_000, bytes / 1024);
  }

  private static int text(BridgeMap map) {
    return BridgeText.of(map).getBytes(StandardCharsets.UTF_8).length;
  }

  private static String name(int node) {
    return "ip-10-20-%d-%d.eu-central-1.compute.internal".formatted(node / 250, node % 250 + 1);
  }

  /** With four of Calico's blocks. */
  private static Wanted node(int node) {
    return new Wanted(
        "10.20.%d.%d".formatted(node / 250, node % 250 + 1),
        IntStream.range(0, 4)
            .mapToObj(b -> "172.%d.%d.%d/26".formatted(16 + node / 256, node % 256, b * 64))
            .map(Cidr::parse)
            .toList());
  }
}
