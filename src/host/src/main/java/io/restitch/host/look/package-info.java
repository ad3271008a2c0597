/** What a look at a machine shows. */
@NullMarked
package io.restitch.host.look;

import org.jspecify.annotations.NullMarked;
