/** Commands about the servers' audit logs. */
@NullMarked
package org.quorumkms.operator.cli.audit;

import org.jspecify.annotations.NullMarked;
