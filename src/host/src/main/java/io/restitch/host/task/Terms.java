package io.restitch.host.task;

import java.time.Duration;

/**
 * On what terms tasks run.
 *
 * @param root the folder on a machine where they lie
 * @param task how long one may take
 * @param command how long one short command may take
 */
public record Terms(String root, Duration task, Duration command) {
  /** Where tasks lie on a machine. */
  public static final String ROOT = "/var/lib/restitch";
}
