/**
 * HSMs: the boundary that keys never leave. An HSM checks every rule itself, whatever the Manager checked before it, and
 * keeps nothing but its key pairs and a bounded cache of unwrapped Domains.
 */
@NullMarked
package org.quorumkms.hsm;

import org.jspecify.annotations.NullMarked;
