/** What to do when a control plane is lost, with a cluster's own names filled in. */
@NullMarked
package io.restitch.cli.restore;

import org.jspecify.annotations.NullMarked;
