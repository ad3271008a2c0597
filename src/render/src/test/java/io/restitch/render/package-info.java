@NullMarked
package io.restitch.render;

import org.jspecify.annotations.NullMarked;
