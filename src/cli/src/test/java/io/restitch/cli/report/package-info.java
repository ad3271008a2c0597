/** Tests of this package. */
@NullMarked
package io.restitch.cli.report;

import org.jspecify.annotations.NullMarked;
