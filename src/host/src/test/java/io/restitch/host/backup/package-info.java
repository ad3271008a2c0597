/** Tests of backups. */
@NullMarked
package io.restitch.host.backup;

import org.jspecify.annotations.NullMarked;
