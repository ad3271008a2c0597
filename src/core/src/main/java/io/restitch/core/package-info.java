/**
 * The pure heart of restitch: facts, plan, drain rules and decisions. No I/O, no clock, no logs.
 */
@NullMarked
package io.restitch.core;

import org.jspecify.annotations.NullMarked;
