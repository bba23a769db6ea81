/**
 * What watches a server: health, metrics and a status page over HTTP on a loopback address, read-only and off unless asked for.
 * Nothing here decides anything, and no key, name of a secret or content passes through it.
 */
@NullMarked
package org.quorumkms.server.monitoring;

import org.jspecify.annotations.NullMarked;
