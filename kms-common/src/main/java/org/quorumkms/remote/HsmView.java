package org.quorumkms.remote;

import java.io.Serializable;

/**
 * An HSM that a server holds.
 *
 * @param statement its own statement, a JWS that the console verifies
 * @param server the address of its server
 */
public record HsmView(String statement, String server) implements Serializable {}
