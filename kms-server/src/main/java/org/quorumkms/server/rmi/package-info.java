/** Endpoints: who calls, filters, error mapping. No rules. */
@NullMarked
package org.quorumkms.server.rmi;

import org.jspecify.annotations.NullMarked;
