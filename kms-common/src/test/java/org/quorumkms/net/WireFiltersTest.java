package org.quorumkms.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.OperatorService;

/** What may come in is what the remote interfaces need, no class less and none more. */
class WireFiltersTest {

    @Test
    void callsCarryWhatTheInterfacesTake() {
        assertThat(WireFilters.CLAIM).isEqualTo(needed(WireFiltersTest::parameters, ClaimService.class));
        assertThat(WireFilters.CLIENT).isEqualTo(needed(WireFiltersTest::parameters, ClientService.class));
        assertThat(WireFilters.OPERATOR).isEqualTo(needed(WireFiltersTest::parameters, OperatorService.class));
        assertThat(WireFilters.HAND_OVER).isEqualTo(needed(WireFiltersTest::parameters, HandOverService.class));
    }

    @Test
    void answersCarryWhatTheInterfacesReturn() {
        assertThat(WireFilters.RESULTS)
                .isEqualTo(needed(
                        method -> Stream.of(method.getGenericReturnType()),
                        ClaimService.class,
                        ClientService.class,
                        OperatorService.class,
                        HandOverService.class));
    }

    private static Stream<Type> parameters(Method method) {
        return Arrays.stream(method.getGenericParameterTypes());
    }

    private static Set<Class<?>> needed(Function<Method, Stream<Type>> types, Class<?>... services) {
        Set<Class<?>> all = new HashSet<>();
        Arrays.stream(services)
                .flatMap(service -> Arrays.stream(service.getMethods()))
                .flatMap(types)
                .forEach(type -> add(all, type));
        return all;
    }

    /** A class, and what is in it; a list is an array on the wire. */
    private static void add(Set<Class<?>> all, Type type) {
        if (type instanceof ParameterizedType list) {
            assertThat(list.getRawType()).isEqualTo(List.class);
            all.add(Object[].class);
            add(all, list.getActualTypeArguments()[0]);
        } else if (type instanceof Class<?> one && !one.isPrimitive() && one != String.class && all.add(one)) {
            assertThat(one).isAssignableTo(Serializable.class);
            if (one.isEnum()) {
                all.add(Enum.class);
            } else if (!one.isArray()) {
                Arrays.stream(one.getDeclaredFields())
                        .filter(field ->
                                !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers()))
                        .map(Field::getGenericType)
                        .forEach(inside -> add(all, inside));
            }
        }
    }
}
