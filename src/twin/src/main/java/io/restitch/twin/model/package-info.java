/** What a simulated cluster consists of when it begins. */
@NullMarked
package io.restitch.twin.model;

import org.jspecify.annotations.NullMarked;
