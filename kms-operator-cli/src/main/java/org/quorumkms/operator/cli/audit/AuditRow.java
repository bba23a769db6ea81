package org.quorumkms.operator.cli.audit;

import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.LogId;

/**
 * An entry with its place.
 *
 * @param log where it stands
 * @param number its position there, from 0
 * @param entry the entry
 */
record AuditRow(LogId log, long number, AuditEntry entry) {}
