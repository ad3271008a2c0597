/** What a person sees while a run goes on. */
@NullMarked
package io.restitch.cli.progress;

import org.jspecify.annotations.NullMarked;
