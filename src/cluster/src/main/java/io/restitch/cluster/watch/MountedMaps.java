package io.restitch.cluster.watch;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.fact.MountedMap;
import io.restitch.core.fact.Change;
import io.restitch.core.problem.RestitchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the ConfigMaps that Multus mounts. Their names are known from its DaemonSets only, so each
 * is read by itself: as soon as its name is known, and then now and again. A watch of each would
 * need more rights than a list, and little hangs on them once nodes are replaced.
 */
final class MountedMaps {
  private static final Logger LOG = LoggerFactory.getLogger(MountedMaps.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int AGAIN = 15;

  private final Api api;
  private final Eyes eyes;

  MountedMaps(Api api, Eyes eyes) {
    this.api = api;
    this.eyes = eyes;
  }

  /**
   * Reads all that are mounted now.
   *
   * @throws RestitchException if one cannot be read, but for lack of rights
   */
  List<Change> first() {
    List<Change> all = new ArrayList<>();
    eyes.mounted().forEach(ref -> all.addAll(eyes.mounted(ref, MountedMap.read(api, ref))));
    return all;
  }

  /** Reads those that are new at once and all every {@value #AGAIN} s, until interrupted. */
  void follow(Dispatcher to) {
    SortedSet<String> known = new TreeSet<>(eyes.mounted());
    try {
      for (int round = 1; !Thread.currentThread().isInterrupted(); round++) {
        Thread.sleep(LOOK);
        SortedSet<String> now = eyes.mounted();
        known.retainAll(now);
        for (String ref : now) {
          if (known.add(ref) || round % AGAIN == 0) {
            read(ref, to);
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("mounted ConfigMaps are no longer read");
    }
  }

  private void read(String ref, Dispatcher to) throws InterruptedException {
    try {
      MountedMap read = MountedMap.read(api, ref);
      to.add(() -> eyes.mounted(ref, read));
    } catch (RestitchException e) {
      LOG.debug("ConfigMap {} is read later: {}", ref, e.getMessage());
    }
  }
}
