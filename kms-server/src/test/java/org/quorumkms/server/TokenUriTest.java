package org.quorumkms.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.UsageException;
import org.quorumkms.pkcs11.TokenName;

/** A token's name as a PKCS#11 URI (RFC 7512). */
class TokenUriTest {

    @Test
    void itsAttributesAreRead() {
        assertThat(
                        TokenUri.parse(
                                "pkcs11:token=NSS%20Certificate%20DB;serial=0+1?module-path=/usr/lib/m.so&pin-source=file:/etc/kms/pin&x-parameters=flags%3D"))
                .isEqualTo(
                        new TokenName(Path.of("/usr/lib/m.so"), "flags=", "NSS Certificate DB", "0+1", "/etc/kms/pin"));
    }

    @Test
    void whatIsNotSaidIsEmpty() {
        assertThat(TokenUri.parse("pkcs11:token=a?module-path=/m.so"))
                .isEqualTo(new TokenName(Path.of("/m.so"), "", "a", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hardware",
                "pkcs11:token=a",
                "pkcs11:module-path=/m.so",
                "pkcs11:token=a;token=b?module-path=/m.so",
                "pkcs11:token=a;object=k?module-path=/m.so",
                "pkcs11:token?module-path=/m.so",
                "pkcs11:token=a?module-path=/m.so&pin-value=1234",
                "pkcs11:token=a?module-path=/m.so&pin-source=|/usr/bin/pin",
                "pkcs11:token=a?module-path=/m.so&pin-source=https://example.org/pin"
            })
    void anythingElseIsRefused(String uri) {
        assertThatThrownBy(() -> TokenUri.parse(uri)).isInstanceOf(UsageException.class);
    }
}
