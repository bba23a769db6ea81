package org.quorumkms.operator.cli;

import org.quorumkms.audit.AuditEntry;
import org.quorumkms.signed.Thumbprint;

/**
 * An entry with its place.
 *
 * @param server whose log it stands in
 * @param number its position there, from 0
 * @param entry the entry
 */
record AuditRow(Thumbprint server, long number, AuditEntry entry) {}
