package io.restitch.engine.port;

import io.restitch.core.action.FabricAction;

/** Both pod networks, the bridge between them, and the configured pod range. */
public interface FabricPort extends Hand<FabricAction> {}
