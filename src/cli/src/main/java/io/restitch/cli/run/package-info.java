/** A run from the command line: its directory, its log, its signals. */
@NullMarked
package io.restitch.cli.run;

import org.jspecify.annotations.NullMarked;
