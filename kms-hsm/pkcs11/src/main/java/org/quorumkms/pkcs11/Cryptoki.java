package org.quorumkms.pkcs11;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.RefusedException;

/**
 * The functions of a PKCS#11 module (OASIS PKCS#11 3.0, section 5), found by C_GetFunctionList, the one that every module exports. Each
 * method is one call; threads may call at the same time. No length is asked first: results have room enough.
 */
final class Cryptoki {

    private static final String JNA_LIBRARY = "jna.boot.library.path";
    private static final int ROOM = 1024;
    private static final int MOST_OBJECTS = 64;
    private static final int TOKEN_INFO = 208;

    /** Kept for as long as its functions are: JNA unloads a library that nobody has any more. */
    private final NativeLibrary library;

    private final Map<Call, Function> functions = new EnumMap<>(Call.class);

    /** The functions in the order of CK_FUNCTION_LIST: {@code pkcs11f.h}. */
    private enum Call {
        INITIALIZE(0, "C_Initialize"),
        FINALIZE(1, "C_Finalize"),
        GET_SLOT_LIST(4, "C_GetSlotList"),
        GET_TOKEN_INFO(6, "C_GetTokenInfo"),
        GET_MECHANISM_INFO(8, "C_GetMechanismInfo"),
        OPEN_SESSION(12, "C_OpenSession"),
        CLOSE_SESSION(13, "C_CloseSession"),
        LOGIN(18, "C_Login"),
        DESTROY_OBJECT(22, "C_DestroyObject"),
        GET_ATTRIBUTE_VALUE(24, "C_GetAttributeValue"),
        FIND_OBJECTS_INIT(26, "C_FindObjectsInit"),
        FIND_OBJECTS(27, "C_FindObjects"),
        FIND_OBJECTS_FINAL(28, "C_FindObjectsFinal"),
        DECRYPT_INIT(33, "C_DecryptInit"),
        DECRYPT(34, "C_Decrypt"),
        SIGN_INIT(42, "C_SignInit"),
        SIGN(43, "C_Sign"),
        GENERATE_KEY_PAIR(59, "C_GenerateKeyPair");

        private final int place;
        private final String words;

        Call(int place, String words) {
            this.place = place;
            this.words = words;
        }
    }

    private Cryptoki(NativeLibrary library, Pointer list) {
        this.library = library;
        for (Call call : Call.values()) {
            // CK_VERSION, padded to a pointer, stands before the first function.
            functions.put(call, Function.getFunction(list.getPointer((long) Native.POINTER_SIZE * (call.place + 1))));
        }
    }

    /**
     * Loads a module.
     *
     * @throws RefusedException if there is none, or it is none
     */
    static Cryptoki load(Path module) {
        useUnpackedLibrary();
        if (Native.LONG_SIZE != Long.BYTES) {
            throw new RefusedException("HSMs behind PKCS#11 need a 64-bit Linux or macOS.");
        }
        if (!Files.isRegularFile(module)) {
            throw new RefusedException(
                    "There is no PKCS#11 module " + module + ". Name the library of the token's maker.");
        }
        try (NativeMemory memory = new NativeMemory()) {
            NativeLibrary library = NativeLibrary.getInstance(module.toString());
            Function list = library.getFunction("C_GetFunctionList");
            Pointer found = memory.zeroed(Native.POINTER_SIZE);
            long code = (long) list.invoke(long.class, new Object[] {found});
            if (code != Ck.CKR_OK) {
                throw new Pkcs11Exception("C_GetFunctionList", code);
            }
            return new Cryptoki(library, found.getPointer(0));
        } catch (UnsatisfiedLinkError e) {
            throw new RefusedException(module + " is not a PKCS#11 module, or a library that it needs is missing.");
        }
    }

    /** JNA's own library lies beside the others of the program, so that no folder for temporary files is needed; else JNA unpacks it. */
    private static void useUnpackedLibrary() {
        String folder = System.getProperty("java.library.path", "");
        if (System.getProperty(JNA_LIBRARY) == null
                && (Files.isRegularFile(Path.of(folder, "libjnidispatch.so"))
                        || Files.isRegularFile(Path.of(folder, "libjnidispatch.jnilib")))) {
            System.setProperty(JNA_LIBRARY, folder);
        }
    }

    private long call(Call function, @Nullable Object... arguments) {
        try {
            return (long) Objects.requireNonNull(functions.get(function)).invoke(long.class, arguments);
        } finally {
            Reference.reachabilityFence(library);
        }
    }

    private void require(Call function, @Nullable Object... arguments) {
        long code = call(function, arguments);
        if (code != Ck.CKR_OK) {
            throw new Pkcs11Exception(function.words, code);
        }
    }

    /** C_Initialize, with the system's locks. Somebody else in this process may have done so. */
    void initialize(String parameters) {
        try (NativeMemory memory = new NativeMemory()) {
            Pointer arguments = memory.zeroed(6L * Native.POINTER_SIZE);
            arguments.setLong(4L * Native.POINTER_SIZE, Ck.CKF_OS_LOCKING_OK);
            if (!parameters.isEmpty()) {
                arguments.setPointer(
                        5L * Native.POINTER_SIZE, memory.text(parameters.getBytes(StandardCharsets.UTF_8)));
            }
            long code = call(Call.INITIALIZE, arguments);
            if (code != Ck.CKR_OK && code != Ck.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw new Pkcs11Exception(Call.INITIALIZE.words, code);
            }
        }
    }

    /** C_Finalize: all sessions end. */
    void end() {
        long code = call(Call.FINALIZE, Pointer.NULL);
        if (code != Ck.CKR_OK && code != Ck.CKR_CRYPTOKI_NOT_INITIALIZED) {
            throw new Pkcs11Exception(Call.FINALIZE.words, code);
        }
    }

    /** C_GetSlotList, of slots with a token. */
    List<Long> slots() {
        try (NativeMemory memory = new NativeMemory()) {
            Pointer count = memory.number(MOST_OBJECTS);
            Pointer list = memory.zeroed((long) Native.LONG_SIZE * MOST_OBJECTS);
            require(Call.GET_SLOT_LIST, (byte) 1, list, count);
            return numbers(list, count.getLong(0));
        }
    }

    /** C_GetTokenInfo. */
    TokenInfo tokenInfo(long slot) {
        try (NativeMemory memory = new NativeMemory()) {
            Pointer info = memory.zeroed(TOKEN_INFO);
            require(Call.GET_TOKEN_INFO, slot, info);
            return new TokenInfo(
                    padded(info, 0, 32),
                    padded(info, 80, 16),
                    padded(info, 32, 32),
                    padded(info, 64, 16),
                    (info.getByte(TOKEN_VERSIONS + 2) & 0xFF) + "." + (info.getByte(TOKEN_VERSIONS + 3) & 0xFF),
                    info.getLong(96),
                    info.getLong(104));
        }
    }

    /** Where the versions of hardware and firmware stand in CK_TOKEN_INFO. */
    private static final int TOKEN_VERSIONS = 184;

    private static String padded(Pointer memory, long from, int length) {
        return new String(memory.getByteArray(from, length), StandardCharsets.UTF_8).strip();
    }

    /** C_GetMechanismInfo: whether there is one at all. */
    boolean has(long slot, Mechanism mechanism) {
        try (NativeMemory memory = new NativeMemory()) {
            return call(Call.GET_MECHANISM_INFO, slot, mechanism.type(), memory.zeroed(3L * Native.LONG_SIZE))
                    == Ck.CKR_OK;
        }
    }

    /** C_OpenSession. */
    long openSession(long slot, boolean writing) {
        try (NativeMemory memory = new NativeMemory()) {
            Pointer session = memory.number(0);
            long flags = Ck.CKF_SERIAL_SESSION | (writing ? Ck.CKF_RW_SESSION : 0);
            require(Call.OPEN_SESSION, slot, flags, Pointer.NULL, Pointer.NULL, session);
            return session.getLong(0);
        }
    }

    /** C_CloseSession, of one that may be closed already. */
    void closeSession(long session) {
        call(Call.CLOSE_SESSION, session);
    }

    /**
     * C_Login as the user, for all sessions of this process.
     *
     * @param pin null: the token asks for it itself
     */
    void login(long session, @Nullable SecretBytes pin) {
        try (NativeMemory memory = new NativeMemory()) {
            long code = pin == null
                    ? call(Call.LOGIN, session, Ck.CKU_USER, Pointer.NULL, 0L)
                    : call(Call.LOGIN, session, Ck.CKU_USER, memory.copy(pin.exposed()), (long) pin.length());
            if (code != Ck.CKR_OK && code != Ck.CKR_USER_ALREADY_LOGGED_IN) {
                throw new Pkcs11Exception(Call.LOGIN.words, code);
            }
        }
    }

    /** C_FindObjects, from beginning to end: at most 64. */
    List<Long> find(long session, Attributes wanted) {
        try (NativeMemory memory = new NativeMemory()) {
            require(Call.FIND_OBJECTS_INIT, session, wanted.write(memory), (long) wanted.count());
            try {
                Pointer count = memory.number(0);
                Pointer list = memory.zeroed((long) Native.LONG_SIZE * MOST_OBJECTS);
                require(Call.FIND_OBJECTS, session, list, (long) MOST_OBJECTS, count);
                return numbers(list, count.getLong(0));
            } finally {
                call(Call.FIND_OBJECTS_FINAL, session);
            }
        }
    }

    private static List<Long> numbers(Pointer list, long count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(list.getLong(i * Native.LONG_SIZE));
        }
        return numbers;
    }

    /** C_GetAttributeValue, of one attribute of at most 1,024 bytes; empty where the object has none of that type. */
    byte[] attribute(long session, long object, long type) {
        try (NativeMemory memory = new NativeMemory()) {
            Pointer one = Attributes.wanted(memory, type, ROOM);
            long code = call(Call.GET_ATTRIBUTE_VALUE, session, object, one, 1L);
            if (code == ATTRIBUTE_TYPE_INVALID) {
                return new byte[0];
            }
            if (code != Ck.CKR_OK) {
                throw new Pkcs11Exception(Call.GET_ATTRIBUTE_VALUE.words, code);
            }
            return Attributes.value(one);
        }
    }

    private static final long ATTRIBUTE_TYPE_INVALID = 0x12;

    /** C_GenerateKeyPair of RSA; returns the handles of the public and of the private half. */
    List<Long> generate(long session, Attributes ofPublic, Attributes ofPrivate) {
        try (NativeMemory memory = new NativeMemory()) {
            Pointer publicKey = memory.number(0);
            Pointer privateKey = memory.number(0);
            require(
                    Call.GENERATE_KEY_PAIR,
                    session,
                    Mechanism.GENERATE.write(memory),
                    ofPublic.write(memory),
                    (long) ofPublic.count(),
                    ofPrivate.write(memory),
                    (long) ofPrivate.count(),
                    publicKey,
                    privateKey);
            return List.of(publicKey.getLong(0), privateKey.getLong(0));
        }
    }

    /** C_DestroyObject. */
    void destroy(long session, long object) {
        require(Call.DESTROY_OBJECT, session, object);
    }

    /** C_SignInit and C_Sign. */
    byte[] sign(long session, Mechanism mechanism, long key, byte[] data) {
        try (NativeMemory memory = new NativeMemory()) {
            require(Call.SIGN_INIT, session, mechanism.write(memory), key);
            Pointer length = memory.number(ROOM);
            Pointer signature = memory.zeroed(ROOM);
            require(Call.SIGN, session, memory.copy(data), (long) data.length, signature, length);
            return signature.getByteArray(0, Math.toIntExact(length.getLong(0)));
        }
    }

    /**
     * C_DecryptInit and C_Decrypt.
     *
     * @throws DecryptFailed if C_Decrypt failed: the ciphertext, or the device
     */
    SecretBytes decrypt(long session, Mechanism mechanism, long key, byte[] data) {
        try (NativeMemory memory = new NativeMemory()) {
            require(Call.DECRYPT_INIT, session, mechanism.write(memory), key);
            Pointer length = memory.number(ROOM);
            Pointer plaintext = memory.zeroed(ROOM);
            long code = call(Call.DECRYPT, session, memory.copy(data), (long) data.length, plaintext, length);
            if (code != Ck.CKR_OK) {
                throw new DecryptFailed(new Pkcs11Exception(Call.DECRYPT.words, code));
            }
            return SecretBytes.owning(plaintext.getByteArray(0, Math.toIntExact(length.getLong(0))));
        }
    }

    /** C_Decrypt failed, after C_DecryptInit did not. */
    static final class DecryptFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final Pkcs11Exception why;

        DecryptFailed(Pkcs11Exception why) {
            super(why.getMessage());
            this.why = why;
        }

        Pkcs11Exception why() {
            return why;
        }
    }
}
