/** What restitch put on other people's objects stays there, whoever takes it away. */
@NullMarked
package io.restitch.core.guard;

import org.jspecify.annotations.NullMarked;
