/** The command line: where it starts, and how it fails. */
@NullMarked
package io.restitch.cli;

import org.jspecify.annotations.NullMarked;
