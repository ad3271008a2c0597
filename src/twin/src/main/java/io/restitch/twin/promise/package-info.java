/** What must hold after every event, whatever happens. */
@NullMarked
package io.restitch.twin.promise;

import org.jspecify.annotations.NullMarked;
