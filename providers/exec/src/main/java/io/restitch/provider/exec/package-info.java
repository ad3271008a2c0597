/** The open provider contract: a machine provider is any executable that answers JSON with JSON. */
@NullMarked
package io.restitch.provider.exec;

import org.jspecify.annotations.NullMarked;
