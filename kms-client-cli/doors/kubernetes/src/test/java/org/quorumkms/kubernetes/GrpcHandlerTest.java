package org.quorumkms.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrpcHandlerTest {

    @Test
    void encodesSentencesAsGrpcDoes() {
        assertThat(GrpcHandler.encoded("Domain ü is 100% gone.\r\ngrpc-status: 0"))
                .isEqualTo("Domain %C3%BC is 100%25 gone.%0D%0Agrpc-status: 0");
    }
}
