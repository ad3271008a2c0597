package io.restitch.engine.port;

import io.restitch.core.action.HostAction;

/** Control-plane machines from inside, and backups. */
public interface HostPort extends Hand<HostAction> {}
