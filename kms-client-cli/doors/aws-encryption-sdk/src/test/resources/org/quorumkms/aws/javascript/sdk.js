// The AWS Encryption SDK for JavaScript, asked by JavaScriptSdk.java: a line of JSON in, a line of JSON out.
'use strict'

const fs = require('fs')
const readline = require('readline')
const { buildEncrypt } = require('@aws-crypto/encrypt-node')
const { buildDecrypt } = require('@aws-crypto/decrypt-node')
const {
  CommitmentPolicy,
  EncryptedDataKey,
  KeyringNode,
  KeyringTraceFlag,
  MultiKeyringNode,
} = require('@aws-crypto/material-management-node')
const { RawAesKeyringNode, RawAesWrappingSuiteIdentifier } = require('@aws-crypto/raw-aes-keyring-node')

const OURS = 'quorum-kms'
const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = (array) => Buffer.from(array).toString('hex')

/** Knows one data key, which an HSM made: it stands in the header as the request says, and is taken where it stands. */
class GivenKey extends KeyringNode {
  constructor(request) {
    super()
    Object.defineProperty(this, 'request', { value: request })
  }

  async _onEncrypt(material) {
    material.setUnencryptedDataKey(bytes(this.request.dataKey), this.trace(KeyringTraceFlag.WRAPPING_KEY_GENERATED_DATA_KEY))
    for (const key of this.request.keys) {
      const sealed = new EncryptedDataKey({
        providerId: key.provider,
        providerInfo: Buffer.from(bytes(key.info)).toString('utf8'),
        rawInfo: bytes(key.info),
        encryptedDataKey: bytes(key.ciphertext),
      })
      material.addEncryptedDataKey(sealed, KeyringTraceFlag.WRAPPING_KEY_ENCRYPTED_DATA_KEY)
    }
    return material
  }

  async _onDecrypt(material, encryptedDataKeys) {
    const { dataKey, ciphertext } = this.request
    if (encryptedDataKeys.some((one) => one.providerId === OURS && hex(one.encryptedDataKey) === ciphertext)) {
      material.setUnencryptedDataKey(bytes(dataKey), this.trace(KeyringTraceFlag.WRAPPING_KEY_DECRYPTED_DATA_KEY))
    }
    return material
  }

  trace(flags) {
    return { keyNamespace: OURS, keyName: 'given', flags }
  }
}

function keyring(request) {
  const given = request.dataKey ? [new GivenKey(request)] : []
  const raw = request.raw
    ? [
        new RawAesKeyringNode({
          keyNamespace: request.raw.namespace,
          keyName: request.raw.name,
          unencryptedMasterKey: bytes(request.raw.key),
          wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
          utf8Sorting: true,
        }),
      ]
    : []
  const [generator, ...children] = [...given, ...raw]
  return children.length ? new MultiKeyringNode({ generator, children }) : generator
}

function pieces(plaintext, length) {
  const cut = []
  for (let at = 0; at < plaintext.length; at += length) cut.push(plaintext.subarray(at, at + length))
  return cut
}

async function encrypt(request) {
  const policy = request.committing
    ? CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
    : CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT
  const options = {
    suiteId: request.suite,
    // In the order of the request.
    encryptionContext: Object.fromEntries(request.context),
    frameLength: request.frameLength,
  }
  const plaintext = fs.readFileSync(request.plaintext)
  const sdk = buildEncrypt(policy)
  if (!request.pieces) {
    const { result } = await sdk.encrypt(keyring(request), plaintext, options)
    fs.writeFileSync(request.message, result)
    return {}
  }
  const stream = sdk.encryptStream(keyring(request), options)
  const written = []
  stream.on('data', (part) => written.push(part))
  const ended = new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject))
  for (const piece of pieces(plaintext, request.pieces)) stream.write(piece)
  stream.end()
  await ended
  fs.writeFileSync(request.message, Buffer.concat(written))
  return {}
}

async function decrypt(request) {
  const sdk = buildDecrypt(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
  const { plaintext, messageHeader } = await sdk.decrypt(keyring(request), fs.readFileSync(request.message))
  fs.writeFileSync(request.plaintext, plaintext)
  return {
    suite: messageHeader.suiteId,
    frameLength: messageHeader.frameLength,
    context: Object.entries(messageHeader.encryptionContext),
  }
}

const operations = { encrypt, decrypt }

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const request = JSON.parse(line)
    let answer
    try {
      answer = await operations[request.operation](request)
    } catch (e) {
      answer = { error: String((e && e.message) || e) }
    }
    process.stdout.write(JSON.stringify(answer) + '\n')
  }
}

main()
