/** Tests of the documents: round trips, and what is said about mistakes. */
@NullMarked
package io.restitch.engine.document;

import org.jspecify.annotations.NullMarked;
