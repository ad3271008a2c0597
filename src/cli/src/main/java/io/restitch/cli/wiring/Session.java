package io.restitch.cli.wiring;

import io.restitch.cluster.act.ClusterTraces;
import io.restitch.cluster.objects.CalicoInventory;
import io.restitch.core.fact.Change;
import io.restitch.core.fact.ClusterFact;
import io.restitch.core.fact.Observed;
import io.restitch.core.plan.Plan;
import io.restitch.core.plan.Settings;
import io.restitch.core.plan.Shapes;
import io.restitch.core.planner.KubeletChoice;
import io.restitch.engine.loop.ProbeRun;
import io.restitch.engine.loop.RangeWatch;
import io.restitch.engine.port.LeasePort;
import io.restitch.engine.port.RecordPort;
import io.restitch.engine.port.World;
import io.restitch.host.backup.Content;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/** A connection to one cluster. */
public interface Session extends AutoCloseable {

  /** What people call the cluster: its context's name. */
  String name();

  /** Where its API server is. */
  String server();

  /** What identifies it. */
  ClusterFact cluster();

  /**
   * Makes sure that we may carry out a plan with these settings.
   *
   * @throws io.restitch.core.problem.RestitchException {@code FORBIDDEN}, naming each missing verb
   *     and resource
   */
  void mayApply(Settings settings);

  /** What restitch keeps in the cluster. */
  ClusterTraces traces();

  /**
   * Removes what restitch keeps on the control-plane machines of these settings.
   *
   * @return folders that are gone, by machine
   * @throws io.restitch.core.problem.RestitchException if one cannot be entered
   */
  SortedMap<String, List<String>> forgetMachines(Settings settings);

  /** Looks which of Calico's objects there are. */
  CalicoInventory.Found calico();

  /** Asks a few kubelets how they are set up, and says which flags make new ones like them. */
  KubeletChoice kubelets(Observed world);

  /** A copy of all of them, as YAML. */
  Content calicoCopy();

  /** Reads once what the API server shows. */
  Observed observe();

  /** Reads once what the API server and, unless they are attested, control-plane machines show. */
  Observed observe(Settings settings);

  /**
   * The settings with the provider's executable found and its checksum noted; as they are if no
   * worker is replaced, for then no provider is needed.
   */
  Settings pinned(Settings settings);

  /** Asks the provider what the cluster's nodes stand on; nobody if no worker is replaced. */
  Shapes shapes(Settings settings, Observed world);

  /**
   * Asks the provider for the machines that a migration made; nobody if no worker is replaced.
   *
   * @param migration its id
   * @throws io.restitch.core.problem.RestitchException {@code PROVIDER} if it does not answer
   */
  List<Change> machines(Settings settings, String migration);

  /**
   * All ports that a plan needs.
   *
   * @param run the run's directory, for what is to be kept
   * @throws io.restitch.core.problem.RestitchException {@code PROVIDER} if it does not answer
   */
  World world(Plan plan, Path run);

  /**
   * A run of probes; needs no provider.
   *
   * @param holder who we are, for the Lease
   * @param told is told, for people, what is waited for
   */
  ProbeRun probing(String holder, Consumer<String> told);

  /**
   * What keeps the bridge's ranges fresh, and does nothing else; needs no provider.
   *
   * @param holder who we are, for the Lease
   * @param told is told, for people, what is waited for
   */
  RangeWatch ranges(String holder, Consumer<String> told);

  /** The record; needs no provider. */
  RecordPort record();

  /** The lock; needs no provider. */
  LeasePort lease();

  @Override
  void close();
}
