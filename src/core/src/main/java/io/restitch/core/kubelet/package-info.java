/** Which settings of a kubelet matter to workloads, and in which of them two kubelets differ. */
@NullMarked
package io.restitch.core.kubelet;

import org.jspecify.annotations.NullMarked;
