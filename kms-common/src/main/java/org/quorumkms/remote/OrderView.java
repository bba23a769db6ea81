package org.quorumkms.remote;

import java.io.Serializable;

/**
 * An order as a server knows it.
 *
 * @param order the document
 * @param carriedOut whether the Domain's newest revision says that it was carried out
 */
public record OrderView(String order, boolean carriedOut) implements Serializable {}
