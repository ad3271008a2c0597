package io.restitch.engine.port;

import io.restitch.core.action.MachineAction;

/** The cloud: a {@link io.restitch.spi.MachineProvider}, spoken to in actions. */
public interface MachinePort extends Hand<MachineAction> {}
