package io.restitch.twin.promise;

import io.restitch.core.action.Action;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** All promises, held against every effect and every change. */
public final class Promises {
  private final Supplier<Scene> scene;
  private final List<Promise> all;

  /** Promises about what this shows. */
  public Promises(Supplier<Scene> scene) {
    this.scene = scene;
    this.all =
        List.of(
            new CapacityStays(),
            new OneControlPlaneInChange(),
            new EtcdIsWhole(),
            new OneMachinePerSlot(),
            new MachineGoesLast(),
            new BudgetsAreKept(),
            new PodsMoveOnce(),
            new PodCidrsAreUsedOnce(),
            new NoAllocationOutsideItsRange(),
            new AgentsKeepApart(),
            new FenceFirst());
  }

  /**
   * Before an effect.
   *
   * @throws PromiseBroken if it would break one
   */
  public void beforeEffect(Action action) {
    Scene now = scene.get();
    hold(now, p -> p.beforeEffect(now, action));
  }

  /**
   * After a change.
   *
   * @throws PromiseBroken if one is broken
   */
  public void afterEvent() {
    Scene now = scene.get();
    hold(now, p -> p.afterEvent(now));
  }

  private void hold(Scene now, Function<Promise, Optional<String>> question) {
    for (Promise promise : all) {
      question
          .apply(promise)
          .ifPresent(what -> {
            throw new PromiseBroken(now.world().now(), promise.words(), what);
          });
    }
  }
}
