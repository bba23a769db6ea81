/**
 * What a server remembers in its home, since its store is not trusted (protocol.md section 7): the newest revision of every
 * Domain that it changed, used or took in, and the newest Trust of each line. Knows no store.
 */
@NullMarked
package org.quorumkms.server.memory;

import org.jspecify.annotations.NullMarked;
