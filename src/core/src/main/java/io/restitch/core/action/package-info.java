/** Effects as values: each says what is to be done, none does it. */
@NullMarked
package io.restitch.core.action;

import org.jspecify.annotations.NullMarked;
