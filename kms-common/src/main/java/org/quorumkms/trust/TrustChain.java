package org.quorumkms.trust;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;

/**
 * A line of Trusts, genesis first, each meant to be the next one's predecessor: what a verifier needs, what exports and
 * homes hold. Nothing is verified by being in one.
 *
 * @param trusts 1 to 1,024 Trusts
 */
public record TrustChain(List<Trust> trusts) {

    /** The longest line that is read. */
    public static final int MAX_LENGTH = 1024;

    /** Copies the list and checks its length. */
    public TrustChain {
        trusts = List.copyOf(trusts);
        if (trusts.isEmpty() || trusts.size() > MAX_LENGTH) {
            throw new VerificationException("A line has 1 to " + MAX_LENGTH + " Trusts, genesis first.");
        }
    }

    /** Reads a JSON array of signed Trusts. */
    public static TrustChain parse(String text) {
        return read(StrictJson.objects("The line of Trusts", text));
    }

    /** Reads a part of a line, which may be empty: a JSON array of signed Trusts. */
    public static List<Trust> parsePart(String text) {
        List<Fields> elements = StrictJson.objects("The line of Trusts", text);
        if (elements.size() > MAX_LENGTH) {
            throw new VerificationException("A line has 1 to " + MAX_LENGTH + " Trusts, genesis first.");
        }
        return elements.stream().map(Trust::read).toList();
    }

    /** Returns a part of a line as text: a JSON array. */
    public static String partToText(List<Trust> part) {
        return Json.write(List.copyOf(part.stream().map(Trust::toJson).toList()));
    }

    /** Reads the elements of a JSON array. */
    public static TrustChain read(List<Fields> elements) {
        return new TrustChain(elements.stream().map(Trust::read).toList());
    }

    /** Returns the Trust at the end. */
    public Trust last() {
        return trusts.get(trusts.size() - 1);
    }

    /** Returns the line with one more Trust at its end. */
    public TrustChain then(Trust next) {
        List<Trust> longer = new ArrayList<>(trusts);
        longer.add(next);
        return new TrustChain(longer);
    }

    /** Returns the elements of the JSON array. */
    public List<Object> toJson() {
        return List.copyOf(trusts.stream().map(Trust::toJson).toList());
    }

    /** Returns the JSON array as text. */
    public String toText() {
        return Json.write(toJson());
    }
}
