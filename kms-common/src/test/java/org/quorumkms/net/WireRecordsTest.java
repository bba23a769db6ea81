package org.quorumkms.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.order.OrderKind;
import org.quorumkms.remote.AnswerRollCall;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.CreateDataKeys;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OpenDataKeys;
import org.quorumkms.remote.OpenReleased;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OpenedDataKeys;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.RollCallView;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SealedDataKeys;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustKind;

/**
 * Section 6: every record that comes over the wire checks itself in its constructor. One good one of each; each of its members
 * is then missing, too long, or a list of something else.
 */
class WireRecordsTest {

    private static final Thumbprint PRINT = Thumbprint.ofContent(new byte[] {1});
    private static final DomainId ID = DomainId.ofBytes(new byte[16]);
    private static final SeenDomain SEEN = new SeenDomain(ID, 1, PRINT);
    private static final CallId CALL = new CallId(ID.value());
    private static final Rights RIGHTS = Rights.all(Purpose.ENCRYPT);
    private static final ClaimTerms TERMS = new ClaimTerms(PRINT, 1_900_000_000, RIGHTS);
    private static final Controller CONTROLLER = new Controller(PRINT, "a", RIGHTS);
    private static final TrustView.Rejection REJECTION = new TrustView.Rejection(PRINT, "no");
    private static final RequestId REQUEST = new RequestId("A".repeat(22));
    private static final OpenDataKeys.Key SEALED = new OpenDataKeys.Key(Bytes.of(new byte[1]), Bytes.of(new byte[1]));
    private static final int LONGEST = (16 << 20) + 1;

    private static Data data(int bytes) {
        return Data.of(SecretBytes.owning(new byte[bytes]));
    }

    static List<Record> records() {
        return List.of(
                PRINT,
                ID,
                SEEN,
                RIGHTS,
                Policy.OPEN,
                TERMS,
                CONTROLLER,
                REJECTION,
                REQUEST,
                new ApproveOrder(PRINT, SEEN, "{}"),
                new ApproveTrust(PRINT, SEEN, "{}"),
                CALL,
                new AnswerRollCall(CALL, SEEN, "{}"),
                new RollCallView(CALL, 1, List.of("{}")),
                LogId.first(PRINT),
                new AuditLogView(LogId.first(PRINT), List.of("{}"), 1),
                new ChangeControllers(SEEN, List.of(CONTROLLER), List.of(PRINT)),
                new ClaimRequest(SEEN, data(32), "a", ""),
                new HsmView("{}", "localhost:1"),
                new InviteDomain(SEEN, List.of(TERMS)),
                new InvitedDomain("{}", List.of("localhost:1"), PRINT),
                new MoveDomain(SEEN, PRINT, "{}"),
                new NewDomain(PRINT, "a", Purpose.ENCRYPT, List.of(TERMS), List.of(CONTROLLER), Policy.OPEN),
                new NewOperator("a", TERMS),
                new NewOrder(ID, OrderKind.DISABLE, "{}", "", 0, 0),
                new NewestDomain("{}", "[]", 0, ""),
                new CreateDataKeys(SEEN, List.of(Bytes.of(new byte[1]))),
                new OpenDataKeys(SEEN, List.of(SEALED)),
                SEALED,
                new OpenedDataKeys(List.of(new Opened(SEEN, data(1)))),
                new SealedDataKeys(List.of(new SealedDataKey(SEEN, data(32), Bytes.of(new byte[1])))),
                new Opened(SEEN, data(1)),
                new OpenReleased(SEEN, PRINT, Bytes.of(new byte[1]), Bytes.of(new byte[1]), "{}"),
                new OrderView("{}", PRINT.value(), List.of(REJECTION), OrderView.OPEN),
                new Sealed(SEEN, Bytes.of(new byte[1])),
                new SealedDataKey(SEEN, data(32), Bytes.of(new byte[1])),
                new SignTrust(PRINT, List.of(PRINT)),
                new SignedFile(SEEN, "{}"),
                new TrustPlan(TrustKind.BRANCH, PRINT, List.of(PRINT), List.of(PRINT), 1, ""),
                new TrustView("{}", "", List.of(REJECTION), ""));
    }

    @Test
    void aCallForManyDataKeysIsBounded() {
        Bytes context = Bytes.of(new byte[(CreateDataKeys.MAX_BYTES / CreateDataKeys.MOST) + 1]);
        assertThatThrownBy(() -> new CreateDataKeys(SEEN, List.of())).hasMessageContaining("1 to 64 data keys");
        assertThatThrownBy(() -> new CreateDataKeys(SEEN, Collections.nCopies(65, Bytes.of(new byte[0]))))
                .hasMessageContaining("at most 64");
        assertThatThrownBy(() -> new CreateDataKeys(SEEN, Collections.nCopies(64, context)))
                .hasMessageContaining("131072 bytes");
        assertThatThrownBy(() -> new OpenDataKeys(
                        SEEN, Collections.nCopies(64, new OpenDataKeys.Key(Bytes.of(new byte[1]), context))))
                .hasMessageContaining("131072 bytes");
        assertThat(new CreateDataKeys(SEEN, Collections.nCopies(2, Bytes.of(new byte[0xFFFF]))).contexts())
                .hasSize(2);
    }

    @Test
    void noneIsLeftOut() {
        List<Class<?>> onTheList = WireFilters.everything().stream()
                .filter(Class::isRecord)
                .distinct()
                .toList();
        assertThat(records().stream().<Class<?>>map(Record::getClass).toList())
                .containsExactlyInAnyOrderElementsOf(onTheList);
    }

    @ParameterizedTest
    @MethodSource("records")
    void aMemberThatIsMissingIsRefused(Record good) throws Exception {
        everyMember(good, component -> component.getType().isPrimitive() ? List.of() : Collections.singletonList(null));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aTextThatIsTooLongIsRefused(Record good) throws Exception {
        everyMember(good, component -> component.getType() == String.class ? List.of("a".repeat(LONGEST)) : List.of());
    }

    @ParameterizedTest
    @MethodSource("records")
    void aNumberBelowZeroIsRefused(Record good) throws Exception {
        Map<Class<?>, Object> below = Map.of(int.class, -1, long.class, -1L);
        everyMember(
                good,
                component -> below.entrySet().stream()
                        .filter(one -> one.getKey() == component.getType())
                        .map(Map.Entry::getValue)
                        .collect(Collectors.toList()));
    }

    /** A stream knows no type parameters: lists of lists, each of which holds the next many times, took a server's memory. */
    @ParameterizedTest
    @MethodSource("records")
    void aListOfSomethingElseOrOfTooManyIsRefused(Record good) throws Exception {
        everyMember(good, component -> {
            if (component.getType() != List.class) {
                return List.of();
            }
            List<?> now = (List<?>) value(good, component);
            Object one = now.get(0);
            return List.of(
                    List.of(List.of(one)),
                    List.of(List.of()),
                    List.of(one, 1),
                    List.of(one.equals("x") ? "y" : new byte[1]),
                    Arrays.asList(one, null),
                    Collections.nCopies(200_000, one));
        });
    }

    @ParameterizedTest
    @MethodSource("records")
    void aGoodOneComesThrough(Record good) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(good);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).hasSameClassAs(good);
        }
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record shows its members", e);
        }
    }

    private static void everyMember(Record good, Function<RecordComponent, List<?>> bad) throws Exception {
        RecordComponent[] components = good.getClass().getRecordComponents();
        Constructor<?> constructor = good.getClass()
                .getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        for (int i = 0; i < components.length; i++) {
            for (Object wrong : bad.apply(components[i])) {
                List<Object> arguments = new ArrayList<>();
                for (RecordComponent component : components) {
                    arguments.add(value(good, component));
                }
                arguments.set(i, wrong);
                assertThatThrownBy(() -> constructor.newInstance(arguments.toArray()))
                        .as("%s with another %s", good.getClass().getSimpleName(), components[i].getName())
                        .isInstanceOf(InvocationTargetException.class)
                        .cause()
                        .isInstanceOf(RuntimeException.class);
            }
        }
    }

    /** Rights are one of the records that stand in others. */
    @Test
    void whatIsInARecordIsCheckedToo() throws IOException {
        assertThatThrownBy(() -> new Rights(List.of(Right.DECRYPT, Right.DECRYPT)))
                .isInstanceOf(RuntimeException.class);
    }
}
