package org.quorumkms.signed;

/**
 * One thing that was checked.
 *
 * @param what the rule of protocol.md and what it asks, in words
 * @param ok whether it holds
 */
public record Check(String what, boolean ok) {}
