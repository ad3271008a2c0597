/** One class per command. */
@NullMarked
package io.restitch.cli.command;

import org.jspecify.annotations.NullMarked;
