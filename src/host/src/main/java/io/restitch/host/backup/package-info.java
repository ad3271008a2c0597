/**
 * Backups: each piece is taken, fetched, compared, encrypted if wanted, kept whole or not at all,
 * and read again whenever somebody relies on it.
 */
@NullMarked
package io.restitch.host.backup;

import org.jspecify.annotations.NullMarked;
