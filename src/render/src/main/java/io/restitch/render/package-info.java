/** Templates filled in: the scripts that run on control-plane machines. */
@NullMarked
package io.restitch.render;

import org.jspecify.annotations.NullMarked;
