/** Who may do what, and when: the one place where HSMs and the store are both named. */
@NullMarked
package org.quorumkms.server.manager;

import org.jspecify.annotations.NullMarked;
