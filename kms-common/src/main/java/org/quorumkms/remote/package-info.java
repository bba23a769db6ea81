/** What crosses RMI: the three services, and the records that go in and come out. A record checks itself in its constructor, so a forged one does not come in. */
@NullMarked
package org.quorumkms.remote;

import org.jspecify.annotations.NullMarked;
