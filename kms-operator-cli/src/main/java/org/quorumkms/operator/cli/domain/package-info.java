/** Commands about Domains. */
@NullMarked
package org.quorumkms.operator.cli.domain;

import org.jspecify.annotations.NullMarked;
