package io.restitch.core.drain;

/**
 * What a drain does with a pod.
 *
 * @param treatment what
 * @param code one word in kebab case; for a refusal, the consent that lifts it
 * @param reason why, for people
 */
public record PodVerdict(Treatment treatment, String code, String reason) {

  /** What a drain does with a pod. */
  public enum Treatment {
    /** It has to be gone before the node goes. */
    MOVE,
    /** It stays until the node goes. */
    LEAVE,
    /** The node cannot be drained before the operator consents. */
    REFUSE
  }

  static PodVerdict move() {
    return new PodVerdict(Treatment.MOVE, "move", "moves");
  }

  static PodVerdict leave(String code, String reason) {
    return new PodVerdict(Treatment.LEAVE, code, reason);
  }

  static PodVerdict refuse(String code, String reason) {
    return new PodVerdict(Treatment.REFUSE, code, reason);
  }

  /** Whether it has to be gone before the node goes, now or once the operator consents. */
  public boolean mustGo() {
    return treatment != Treatment.LEAVE;
  }
}
