package org.quorumkms.remote;

import java.io.Serializable;

/**
 * An order as a server knows it.
 *
 * @param order the document
 * @param carriedOut whether the Domain's newest revision says that it was carried out
 * @param voided whether it cannot be carried out any more, as its Trust was replaced or its Domain changed since
 */
public record OrderView(String order, boolean carriedOut, boolean voided) implements Serializable {}
