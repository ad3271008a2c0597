package io.restitch.cluster;

import io.restitch.core.plan.Plan;

/** How a plan is written down and read again. */
public interface PlanCodec {
  /** The whole plan as a document. */
  String write(Plan plan);

  /** A plan from its document. */
  Plan read(String document);

  /** The plan's settings alone, as a JSON object for people to look at. */
  String settings(Plan plan);
}
