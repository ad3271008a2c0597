package io.restitch.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a kubelet says, as its flags are written. */
class KubeletFlagTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MAX_PODS            | 250                                                | 250",
        "FAIL_SWAP_ON        | false                                              | false",
        "CPU_MANAGER         | \"static\"                                         | static",
        "CLUSTER_DNS         | [\"10.96.0.10\",\"10.96.0.11\"]                    | 10.96.0.10,10.96.0.11",
        "SYSTEM_RESERVED     | {cpu: \"500m\", memory: \"1Gi\"}                   | cpu=500m,memory=1Gi",
        "EVICTION_HARD       | {imagefs.available: \"5%\", nodefs.available: \"9%\"}"
            + " | imagefs.available<5%,nodefs.available<9%",
        "EVICTION_SOFT_GRACE | {memory.available: \"1m30s\"}                      | memory.available=1m30s",
        "FEATURE_GATES       | {NodeSwap: true}                                   | NodeSwap=true"
      })
  void shouldWriteValuesAsFlagsTakeThem(KubeletSetting setting, String said, String flag) {
    assertThat(KubeletFlag.value(setting, said)).contains(flag);
  }

  @Test
  void shouldNotWriteWhatNoFlagTakes() {
    // given: a list of tables, and a word with a comma in it
    String memory = "[{\"limits\":{\"memory\":\"1Gi\"},\"numaNode\":0}]";

    // then
    assertThat(KubeletFlag.value(KubeletSetting.RESERVED_MEMORY, memory)).isEmpty();
    assertThat(KubeletFlag.value(KubeletSetting.SYSTEM_RESERVED, "{cpu: \"1,5\"}")).isEmpty();
    assertThat(KubeletFlag.name(KubeletSetting.MEMORY_SWAP)).isEmpty();
    assertThat(KubeletFlag.name(KubeletSetting.MAX_PODS)).contains("max-pods");
  }
}
