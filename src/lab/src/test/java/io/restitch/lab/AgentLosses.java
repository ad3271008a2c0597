package io.restitch.lab;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody deletes a pod of Flannel's or of the bridge's every now and then, drawn by a seed. */
final class AgentLosses implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(15);

  private final MixedLab lab;
  private final Random random;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private int lost;

  private AgentLosses(MixedLab lab, long seed) {
    this.lab = lab;
    this.random = new Random(seed);
  }

  static AgentLosses begin(MixedLab lab) {
    long seed = Long.getLong("restitch.lab.seed", System.nanoTime());
    System.out.println("agents are deleted by seed " + seed);
    AgentLosses losses = new AgentLosses(lab, seed);
    losses.clock.scheduleWithFixedDelay(
        losses::lose, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
    return losses;
  }

  /** A control plane in change may be the one that serves this very request: then the next time. */
  private void lose() {
    try {
      List<String> agents = agents();
      if (!agents.isEmpty()) {
        String[] agent = agents.get(random.nextInt(agents.size())).split("/");
        lab.kubectl(
            "-n", agent[0], "delete", "pod", agent[1], "--wait=false", "--ignore-not-found");
        lost++;
      }
    } catch (AssertionError e) {
      System.out.println("no agent was deleted: " + e);
    }
  }

  private List<String> agents() {
    return lab.kubectl(
            "get",
            "pods",
            "-A",
            "-o",
            "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{\"\\n\"}")
        .lines()
        .filter(p -> p.startsWith("kube-flannel/") || p.startsWith("restitch-system/"))
        .toList();
  }

  @Override
  public void close() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("an agent is deleted for more than a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.println(lost + " pods of agents were deleted");
  }
}
