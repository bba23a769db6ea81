package org.quorumkms.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.quorumkms.errors.VerificationException;

/**
 * Reads JSON so that one text has one meaning (protocol.md section 3): UTF-8 without BOM, no duplicate members, no
 * null, integers only, {@code 0|[1-9][0-9]*} up to 2^31-1, nothing after the end, at most 1 MiB.
 *
 * <p>Jackson reads the tokens; what a document may say is decided by {@link Fields}, member by member.
 */
public final class StrictJson {

    /** Characters (and bytes) of the largest text that is read: 1 MiB. */
    public static final int MAX_LENGTH = 1 << 20;

    /** Characters of the largest line of Trusts or exported Domain: sixteen of the largest documents. */
    public static final int MAX_COLLECTION_LENGTH = 16 * MAX_LENGTH;

    /**
     * The most values of a text, objects and arrays with them: a line of 1,024 Trusts with all the signatures that 16 MiB can
     * hold has 90,000. Each takes a hundred bytes of memory, whatever it says.
     */
    private static final int MAX_VALUES = 128 * 1024;

    /** Characters of the longest name: one of an encryption context (section 5), which an order to open holds. */
    private static final int MAX_NAME = 0xFFFF;

    private static final int MAX_DEPTH = 16;
    private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,9}");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_COLLECTION_LENGTH)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(10)
                    .build())
            .build();

    private StrictJson() {}

    /**
     * Reads one JSON object.
     *
     * @param what what the text should be, for the error message
     */
    public static Fields object(String what, String text) {
        return Fields.of(what, parse(what, text, MAX_LENGTH));
    }

    /** Reads one JSON object from its bytes. */
    public static Fields object(String what, byte[] utf8) {
        return object(what, decode(what, utf8));
    }

    /** Reads an object that holds many documents: an exported Domain with its line. */
    public static Fields collection(String what, String text) {
        return Fields.of(what, parse(what, text, MAX_COLLECTION_LENGTH));
    }

    /** Reads an array of objects: a line of Trusts. */
    public static List<Fields> objects(String what, String text) {
        return Fields.listOf(what, parse(what, text, MAX_COLLECTION_LENGTH));
    }

    /** Decodes UTF-8, refusing what is not (a BOM is refused by the reader, as a character that JSON does not know). */
    public static String decode(String what, byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new VerificationException(what + " is not UTF-8 text.");
        }
    }

    private static Object parse(String what, String text, int maxLength) {
        if (text.length() > maxLength) {
            throw new VerificationException(
                    what + " is too large: " + text.length() + " characters, at most " + maxLength + " are read.");
        }
        if (text.startsWith("\uFEFF")) {
            throw new VerificationException(what + " begins with a byte order mark.");
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new VerificationException(what + " is empty.");
            }
            Object value = new Reading(what, parser).value(first);
            if (parser.nextToken() != null) {
                throw new VerificationException(what + " has something after its end.");
            }
            return value;
        } catch (IOException e) {
            throw new VerificationException(what + " is not the JSON that is expected here (strictly read).");
        }
    }

    /** Reads the values of one text. */
    private static final class Reading {

        private final String what;
        private final JsonParser parser;
        private int values;

        Reading(String what, JsonParser parser) {
            this.what = what;
            this.parser = parser;
        }

        Object value(JsonToken token) throws IOException {
            values++;
            if (values > MAX_VALUES) {
                throw new VerificationException(what + " has too many values: at most " + MAX_VALUES + " are read.");
            }
            return switch (token) {
                case START_OBJECT -> members();
                case START_ARRAY -> elements();
                case VALUE_STRING -> whole(parser.getText());
                case VALUE_NUMBER_INT -> integer(what, parser.getText());
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> throw new VerificationException(what + " has a null or a number that is not an integer.");
            };
        }

        /** Half a character has no UTF-8, and so no meaning of its own. */
        private String whole(String text) {
            if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                throw new VerificationException(what + " has a half of a character in it.");
            }
            return text;
        }

        private Map<String, Object> members() throws IOException {
            Map<String, Object> members = new LinkedHashMap<>();
            for (JsonToken token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
                String name = whole(parser.currentName());
                members.put(name, value(parser.nextToken()));
            }
            return members;
        }

        private List<Object> elements() throws IOException {
            List<Object> elements = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                elements.add(value(token));
            }
            return elements;
        }
    }

    private static int integer(String what, String digits) {
        if (INTEGER.matcher(digits).matches()) {
            long number = Long.parseLong(digits);
            if (number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        throw new VerificationException(what + " has a number that is not an integer from 0 to 2^31-1.");
    }
}
