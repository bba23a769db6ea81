/** How an SQLite file is opened, and why it is not: the same for the store and the memory of a server. */
@NullMarked
package org.quorumkms.server.sqlite;

import org.jspecify.annotations.NullMarked;
