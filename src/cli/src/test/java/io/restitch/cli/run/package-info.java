/** Tests of this package. */
@NullMarked
package io.restitch.cli.run;

import org.jspecify.annotations.NullMarked;
