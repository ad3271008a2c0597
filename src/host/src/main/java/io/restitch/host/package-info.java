/** Control-plane machines from inside. */
@NullMarked
package io.restitch.host;

import org.jspecify.annotations.NullMarked;
