/** What is left to read after a run. */
@NullMarked
package io.restitch.cli.report;

import org.jspecify.annotations.NullMarked;
