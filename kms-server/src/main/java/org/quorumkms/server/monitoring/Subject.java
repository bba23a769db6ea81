package org.quorumkms.server.monitoring;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;

/**
 * The server that is watched.
 *
 * @param genesis its system
 * @param store its store
 * @param log its audit log
 * @param hsms its HSMs of the moment
 * @param hsmFiles the fingerprints of the HSM files that are in its home
 * @param certificates until when its certificates are valid, by the HSM that vouches
 * @param isClosed whether it was restored and not opened yet
 * @param lastBackup when its newest backup was begun
 * @param calls how many calls are under way
 * @param connections how many connections are open
 * @param freeBytes how much space is left for its home
 * @param clock the time
 */
public record Subject(
        Thumbprint genesis,
        Store store,
        AuditLog log,
        Supplier<List<Hsm>> hsms,
        Supplier<Set<Thumbprint>> hsmFiles,
        Supplier<Map<String, Instant>> certificates,
        BooleanSupplier isClosed,
        Supplier<Optional<Instant>> lastBackup,
        IntSupplier calls,
        IntSupplier connections,
        LongSupplier freeBytes,
        Clock clock) {}
