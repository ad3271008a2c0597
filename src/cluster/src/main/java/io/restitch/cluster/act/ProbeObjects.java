package io.restitch.cluster.act;

import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.fact.ProbesView;
import io.restitch.core.Names;
import io.restitch.core.probe.ProbeSpec;
import io.restitch.core.probe.ProbeText;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.render.ProbeManifest;

/** The probes, and what they are told. */
public final class ProbeObjects {
  private static final String SET =
      "/apis/apps/v1/namespaces/" + Names.SYSTEM + "/daemonsets/" + ProbesView.PROBES;
  private static final String TOLD =
      "/api/v1/namespaces/" + Names.SYSTEM + "/configmaps/" + ProbesView.PROBES;

  /** Less than etcd takes, with room for the script and for what the API server adds. */
  private static final int LARGEST = 950_000;

  private final Api api;

  public ProbeObjects(Api api) {
    this.api = api;
  }

  /**
   * Starts them; those that run and were told something else start anew.
   *
   * @throws RestitchException {@code BLOCKED} if the nodes do not fit into one ConfigMap
   */
  public void install(ProbeSpec spec) {
    int size = ProbeText.of(spec.map()).length();
    if (size > LARGEST) {
      throw new RestitchException(
          ErrorCode.BLOCKED,
          "the probes' map of %d nodes is too large for a ConfigMap: %d bytes"
              .formatted(spec.map().members().size(), size),
          "prove by other means that UDP 8472 passes between all nodes, and --attest"
              + " NetworkProbed");
    }
    Manifests.objects(ProbeManifest.of(spec)).forEach(object -> Manifests.apply(api, object));
  }

  /** Ends them; each takes away what it made. */
  public void remove() {
    api.ifThere(Call.delete(SET, "{}", "DaemonSet " + ProbesView.PROBES));
    api.ifThere(Call.delete(TOLD, "{}", "ConfigMap " + ProbesView.PROBES));
  }
}
