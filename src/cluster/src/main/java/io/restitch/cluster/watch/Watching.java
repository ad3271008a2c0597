package io.restitch.cluster.watch;

import io.restitch.cluster.api.Api;
import io.restitch.core.bridge.BridgeText;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ObjectRef;
import io.restitch.core.probe.ProbeText;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A running watch of everything: one list and one stream a kind, one thread that delivers. */
public final class Watching implements AutoCloseable {
  private final Eyes eyes;
  private final Dispatcher dispatcher;
  private final List<Thread> followers = new ArrayList<>();

  private Watching(Eyes eyes, Consumer<List<Change>> sink) {
    this.eyes = eyes;
    this.dispatcher = new Dispatcher(sink);
  }

  /**
   * Reads everything, what is known already first.
   *
   * @throws RestitchException if a list cannot be read
   */
  public static List<Change> look(Api api, Eyes eyes, List<Change> already) {
    List<Change> all = new ArrayList<>(already);
    read(followers(api, eyes), all);
    all.addAll(new MountedMaps(api, eyes).first());
    return List.copyOf(all);
  }

  /**
   * Reads everything, gives it to the sink together with what is known already, and follows.
   *
   * @throws RestitchException if a list cannot be read
   */
  public static Watching start(
      Api api, Eyes eyes, List<Change> already, Consumer<List<Change>> sink) {
    Watching watching = new Watching(eyes, sink);
    List<Change> all = new ArrayList<>(already);
    List<Follower<?>> kinds = followers(api, eyes);
    read(kinds, all);
    MountedMaps mounted = new MountedMaps(api, eyes);
    all.addAll(mounted.first());
    sink.accept(List.copyOf(all));
    watching.dispatcher.start();
    for (Follower<?> follower : kinds) {
      watching.followers.add(
          Thread.startVirtualThread(() -> follower.follow(watching.dispatcher::add)));
    }
    watching.followers.add(Thread.startVirtualThread(() -> mounted.follow(watching.dispatcher)));
    watching.listen(
        new Listening<>(api, eyes::unheard, BridgeText::report, eyes::heard, eyes::unread));
    watching.listen(
        new Listening<>(
            api, eyes::unheardProbes, ProbeText::report, eyes::heardProbe, eyes::unreadProbe));
    return watching;
  }

  private void listen(Listening<?> listening) {
    followers.add(Thread.startVirtualThread(() -> listening.listen(dispatcher)));
  }

  private static List<Follower<?>> followers(Api api, Eyes eyes) {
    List<Follower<?>> followers = new ArrayList<>();
    for (Kind<?> kind : eyes.kinds()) {
      followers.add(new Follower<>(api, kind));
    }
    return followers;
  }

  private static void read(List<Follower<?>> kinds, List<Change> into) {
    try {
      for (Follower<?> kind : kinds) {
        into.addAll(kind.first());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestitchException(
          ErrorCode.TRANSIENT, "interrupted while reading the cluster", "", e);
    }
  }

  /** A Node as last seen. */
  public Optional<Known> node(String name) {
    return eyes.node(name);
  }

  /** Tells what the answer to a call showed of a Node. */
  public void answered(Known node) {
    dispatcher.addAndWait(() -> eyes.answered(node));
  }

  /** Tells that a pod's eviction or deletion was granted. */
  public void deleted(ObjectRef pod, String uid, Instant at) {
    dispatcher.addAndWait(() -> eyes.deleted(pod, uid, at));
  }

  /** Tells that a pod was made to leave, and nobody deletes it yet. */
  public void leaving(ObjectRef pod, String uid, Instant at) {
    dispatcher.addAndWait(() -> eyes.leaving(pod, uid, at));
  }

  @Override
  public void close() {
    followers.forEach(Thread::interrupt);
    dispatcher.close();
  }
}
