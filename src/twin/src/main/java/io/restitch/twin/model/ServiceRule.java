package io.restitch.twin.model;

import io.restitch.core.fact.LabelSelector;
import io.restitch.core.fact.ObjectRef;

/**
 * A Service.
 *
 * @param ref its namespace and name
 * @param selector the pods behind it
 */
public record ServiceRule(ObjectRef ref, LabelSelector selector) {}
