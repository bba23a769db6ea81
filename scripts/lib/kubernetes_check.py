"""One step of scripts/lib/kubernetes-check: calls the plug-in as an API server does, and asserts what it answers."""
import sys

import grpc
import kms_v2_pb2 as api

SEED = bytes(range(32))

socket, step, *words = sys.argv[1:]
channel = grpc.insecure_channel("unix://" + socket)


def call(name, **fields):
    method = channel.unary_unary(
        "/v2.KeyManagementService/" + name,
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=getattr(api, name + "Response").FromString,
    )
    return method(getattr(api, name + "Request")(**fields), timeout=3)


def refused(code, name, **fields):
    try:
        call(name, **fields)
    except grpc.RpcError as failure:
        assert failure.code() == code, failure
        assert failure.details().endswith("."), failure
        return
    raise AssertionError(name + " was not refused")


if step == "round-trip":
    number, file = words
    status = call("Status")
    assert (status.version, status.healthz) == ("v2", "ok"), status
    assert status.key_id.endswith("/" + number), status
    for data in SEED, b"", bytes(65536):
        sealed = call("Encrypt", plaintext=data, uid="1")
        assert sealed.key_id == status.key_id and not sealed.annotations, sealed
        opened = call("Decrypt", ciphertext=sealed.ciphertext, uid="2", key_id=sealed.key_id)
        assert opened.plaintext == data
    sealed = call("Encrypt", plaintext=SEED, uid="3")
    assert len(sealed.ciphertext) <= 1024 and len(sealed.key_id) <= 1024
    with open(file, "wb") as out:
        out.write(sealed.ciphertext)
elif step == "opens":
    with open(words[0], "rb") as sealed:
        assert call("Decrypt", ciphertext=sealed.read(), annotations={"a.example": b"x"}).plaintext == SEED
    assert call("Status").healthz == "ok"
elif step == "refuses":
    sealed = bytearray(call("Encrypt", plaintext=SEED).ciphertext)
    sealed[-1] ^= 1
    refused(grpc.StatusCode.INVALID_ARGUMENT, "Decrypt", ciphertext=bytes(sealed))
    sealed[5] ^= 1
    refused(grpc.StatusCode.INVALID_ARGUMENT, "Decrypt", ciphertext=bytes(sealed))
    refused(grpc.StatusCode.INVALID_ARGUMENT, "Encrypt", plaintext=bytes(65537))
    refused(grpc.StatusCode.RESOURCE_EXHAUSTED, "Encrypt", plaintext=bytes(200000))
elif step == "down":
    status = call("Status")
    assert status.version == "v2" and status.healthz != "ok" and status.key_id, status
    refused(grpc.StatusCode.UNAVAILABLE, "Encrypt", plaintext=SEED)
else:
    sys.exit("no such step: " + step)
