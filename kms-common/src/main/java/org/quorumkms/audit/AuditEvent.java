package org.quorumkms.audit;

import org.quorumkms.signed.Thumbprint;

/**
 * Something that was done, or refused, before it has its place in a log.
 *
 * @param who the thumbprint of the connection key that asked; a server's own for what it did by itself
 * @param action what
 * @param subject to what
 * @param result how it went
 */
public record AuditEvent(Thumbprint who, AuditAction action, AuditSubject subject, AuditResult result) {}
