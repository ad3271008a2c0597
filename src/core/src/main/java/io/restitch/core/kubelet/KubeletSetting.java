package io.restitch.core.kubelet;

/**
 * A setting of a kubelet that is compared, of all that it says at {@code /configz}
 * (KubeletConfiguration, {@code kubelet.config.k8s.io/v1beta1}).
 *
 * <p>In the list is what workloads can tell the difference of: how many pods and processes fit,
 * what is left for them and when they are evicted, how they find names, which processors and memory
 * they get, which images stay, what of their logs is kept, what they may ask for, how they end, and
 * who may talk to their kubelet.
 *
 * <p>Left out is what has to differ from machine to machine or comes from the image: addresses and
 * ports to listen at, {@code providerID}, {@code podCIDR} (here the pod networks differ on
 * purpose), files and folders ({@code staticPodPath}, {@code volumePluginDir}, certificates), the
 * container runtime's endpoint, and what only its operators see: logging, tracing, profiling, and
 * how often it looks at or tells of something.
 */
public enum KubeletSetting {
  MAX_PODS("maxPods", "max-pods"),
  PODS_PER_CORE("podsPerCore", "pods-per-core"),
  POD_PIDS_LIMIT("podPidsLimit", "pod-max-pids"),
  MAX_OPEN_FILES("maxOpenFiles", "max-open-files"),

  CGROUP_DRIVER("cgroupDriver", "cgroup-driver"),
  CGROUPS_PER_QOS("cgroupsPerQOS", "cgroups-per-qos"),
  KUBE_RESERVED("kubeReserved", "kube-reserved"),
  SYSTEM_RESERVED("systemReserved", "system-reserved"),
  RESERVED_CPUS("reservedSystemCPUs", "reserved-cpus"),
  ENFORCE_NODE_ALLOCATABLE("enforceNodeAllocatable", "enforce-node-allocatable"),
  EVICTION_HARD("evictionHard", "eviction-hard"),
  EVICTION_SOFT("evictionSoft", "eviction-soft"),
  EVICTION_SOFT_GRACE("evictionSoftGracePeriod", "eviction-soft-grace-period"),
  EVICTION_MAX_GRACE("evictionMaxPodGracePeriod", "eviction-max-pod-grace-period"),
  EVICTION_MINIMUM_RECLAIM("evictionMinimumReclaim", "eviction-minimum-reclaim"),
  LOCAL_STORAGE("localStorageCapacityIsolation", "local-storage-capacity-isolation"),
  FAIL_SWAP_ON("failSwapOn", "fail-swap-on"),
  MEMORY_SWAP("memorySwap", ""),

  CLUSTER_DNS("clusterDNS", "cluster-dns"),
  CLUSTER_DOMAIN("clusterDomain", "cluster-domain"),
  RESOLV_CONF("resolvConf", "resolv-conf"),

  CPU_CFS_QUOTA("cpuCFSQuota", "cpu-cfs-quota"),
  CPU_CFS_QUOTA_PERIOD("cpuCFSQuotaPeriod", "cpu-cfs-quota-period"),
  CPU_MANAGER("cpuManagerPolicy", "cpu-manager-policy"),
  CPU_MANAGER_OPTIONS("cpuManagerPolicyOptions", "cpu-manager-policy-options"),
  MEMORY_MANAGER("memoryManagerPolicy", "memory-manager-policy"),
  RESERVED_MEMORY("reservedMemory", "reserved-memory"),
  TOPOLOGY_MANAGER("topologyManagerPolicy", "topology-manager-policy"),
  TOPOLOGY_MANAGER_SCOPE("topologyManagerScope", "topology-manager-scope"),
  TOPOLOGY_MANAGER_OPTIONS("topologyManagerPolicyOptions", "topology-manager-policy-options"),
  FEATURE_GATES("featureGates", "feature-gates"),

  IMAGE_GC_HIGH("imageGCHighThresholdPercent", "image-gc-high-threshold"),
  IMAGE_GC_LOW("imageGCLowThresholdPercent", "image-gc-low-threshold"),
  IMAGE_MAXIMUM_AGE("imageMaximumGCAge", ""),
  SERIALIZE_IMAGE_PULLS("serializeImagePulls", "serialize-image-pulls"),
  MAX_PARALLEL_IMAGE_PULLS("maxParallelImagePulls", ""),
  REGISTRY_PULL_QPS("registryPullQPS", "registry-qps"),
  REGISTRY_BURST("registryBurst", "registry-burst"),
  CONTAINER_LOG_MAX_SIZE("containerLogMaxSize", "container-log-max-size"),
  CONTAINER_LOG_MAX_FILES("containerLogMaxFiles", "container-log-max-files"),

  ALLOWED_UNSAFE_SYSCTLS("allowedUnsafeSysctls", "allowed-unsafe-sysctls"),
  PROTECT_KERNEL_DEFAULTS("protectKernelDefaults", "protect-kernel-defaults"),
  SECCOMP_DEFAULT("seccompDefault", "seccomp-default"),

  SHUTDOWN_GRACE("shutdownGracePeriod", ""),
  SHUTDOWN_GRACE_CRITICAL("shutdownGracePeriodCriticalPods", ""),
  SHUTDOWN_GRACE_BY_PRIORITY("shutdownGracePeriodByPodPriority", ""),

  ROTATE_CERTIFICATES("rotateCertificates", "rotate-certificates"),
  SERVER_TLS_BOOTSTRAP("serverTLSBootstrap", "rotate-server-certificates"),
  READ_ONLY_PORT("readOnlyPort", "read-only-port"),
  ANONYMOUS("authentication.anonymous.enabled", "anonymous-auth"),
  AUTHORIZATION("authorization.mode", "authorization-mode"),
  DEBUGGING_HANDLERS("enableDebuggingHandlers", "enable-debugging-handlers"),
  STREAMING_IDLE("streamingConnectionIdleTimeout", "streaming-connection-idle-timeout");

  private final String path;
  private final String flag;

  KubeletSetting(String path, String flag) {
    this.path = path;
    this.flag = flag;
  }

  /** Where it stands in the configuration: names, with dots between them. */
  public String path() {
    return path;
  }

  /** The kubelet's flag of the same meaning, without dashes; empty if there is none. */
  String flag() {
    return flag;
  }
}
