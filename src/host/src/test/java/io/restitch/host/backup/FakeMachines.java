package io.restitch.host.backup;

import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.HostScript;
import io.restitch.render.HostScripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Machines that make backups of a few bytes, keep them in a map, and hand them out as told. */
final class FakeMachines implements Errands {
  /** Something that must never be seen but in the backup itself. */
  static final String CANARY = "canary-5f1c9d2e";

  final List<String> done = new ArrayList<>();
  final Map<String, byte[]> files = new TreeMap<>();
  final Map<String, RestitchException> refusals = new TreeMap<>();
  UnaryOperator<byte[]> onTheWay = bytes -> bytes;
  long promiseMore;
  String leader = "";

  @Override
  public String run(String machine, HostScript script) {
    HostScripts.render(script);
    done.add(script.name() + " on " + machine);
    RestitchException refusal = refusals.get(script.name() + " on " + machine);
    if (refusal != null) {
      throw refusal;
    }
    return switch (script) {
      case HostScript.BackUpEtcd s when machine.equals(leader) && !s.leader() ->
          throw new RestitchException(ErrorCode.TRANSIENT, machine + " leads", "");
      case HostScript.BackUpEtcd s ->
          made(machine, "etcd-" + s.id() + ".db", "\"revision\": 4711, \"keys\": 42");
      case HostScript.BackUpFiles s ->
          made(machine, "files-" + s.id() + ".tar.gz", "\"files\": 99");
      case HostScript.Discard s -> {
        files.remove(machine + ":" + s.path());
        yield "";
      }
      default -> throw new AssertionError("not asked for in a backup: " + script);
    };
  }

  private String made(String machine, String name, String more) {
    String path = "/var/lib/restitch/backups/" + name;
    byte[] bytes = content(machine + name);
    files.put(machine + ":" + path, bytes);
    Stored sum = sum(bytes);
    return "{\"path\": \"%s\", \"sizeBytes\": %d, \"sha256\": \"%s\", \"version\": \"3.6.5\", %s}"
        .formatted(path, sum.sizeBytes() + promiseMore, sum.sha256(), more);
  }

  @Override
  public void fetch(String machine, String path, OutputStream to) {
    byte[] bytes = files.get(machine + ":" + path);
    if (bytes == null) {
      throw new RestitchException(ErrorCode.NOT_FOUND, "no such file: " + path, "");
    }
    try {
      to.write(onTheWay.apply(bytes.clone()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a machine's file holds: a few blocks, the canary in each. */
  static byte[] content(String seed) {
    return (seed + " " + CANARY + "\n").repeat(20_000).getBytes(StandardCharsets.UTF_8);
  }

  static Stored sum(byte[] bytes) {
    Hashing hashing = new Hashing(new ByteArrayOutputStream());
    try {
      hashing.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hashing.sum();
  }
}
