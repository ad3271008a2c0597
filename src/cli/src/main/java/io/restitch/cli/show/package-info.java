/** Plans, facts and states as tables. */
@NullMarked
package io.restitch.cli.show;

import org.jspecify.annotations.NullMarked;
