package org.quorumkms.server.manager;

import java.nio.file.Path;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.Store;

/**
 * One server of a system, in this process: its Manager over a store, with a memory of its own in a file.
 *
 * @param address how it is called, and known
 * @param store the store, which it may share
 * @param memory what it remembers
 * @param file where it remembers it
 * @param log its audit log
 * @param manager what serves
 */
public record TestNode(String address, Store store, MemoryFile memory, Path file, AuditLog log, Manager manager) {}
