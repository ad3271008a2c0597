/** The one document: how settings, plan and record are written and read, strictly. */
@NullMarked
package io.restitch.engine.document;

import org.jspecify.annotations.NullMarked;
