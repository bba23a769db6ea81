/** Where documents are kept: JDBC, no rules, but the constraints that make races safe. */
@NullMarked
package org.quorumkms.server.store;

import org.jspecify.annotations.NullMarked;
