"""Writes the vectors of what is signed, sealed and franked, with the encoder of tls_presentation.py and an HPKE of its own. All
keys are fixed, and so is what is random elsewhere: Ed25519 signs alike each time, and the ephemeral keys of HPKE are given.

Python 3 with the package cryptography: python3 test/vectors/wire/make-signed.py. The form of the files is in README.md.
"""

import datetime
import hashlib
import hmac
import json
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from tls_presentation import opaque, u, u16s, vector

here = pathlib.Path(__file__).parent
P = "draft-ietf-mimi-protocol-06 §"
SPM = "draft-mahy-mls-semiprivatemessage §"


def basic(identity):
    return u(2, 1) + opaque(identity)


def basic_json(identity):
    return {"type": "basic", "identity": identity.encode().hex()}


# --- RFC 9420 section 5.1 and RFC 9180 for suite 1: X25519, SHA-256, AES-128-GCM, Ed25519

SHA256 = lambda data: hashlib.sha256(data).digest()
raw = lambda key: key.public_bytes(Encoding.Raw, PublicFormat.Raw)


class Signer:
    def __init__(self, first):
        self.private = bytes(range(first, first + 32))
        self.key = ed25519.Ed25519PrivateKey.from_private_bytes(self.private)
        self.public = raw(self.key.public_key())

    def sign_with_label(self, label, content):
        return self.key.sign(opaque("MLS 1.0 " + label) + opaque(content))


class HpkeKey:
    def __init__(self, first):
        self.private = bytes(range(first, first + 32))
        self.key = x25519.X25519PrivateKey.from_private_bytes(self.private)
        self.public = raw(self.key.public_key())


def extract(salt, data):
    return hmac.digest(salt or bytes(32), data, "sha256")


def expand(secret, info, size):
    out, block, counter = b"", b"", 1
    while len(out) < size:
        block = hmac.digest(secret, block + info + bytes([counter]), "sha256")
        out, counter = out + block, counter + 1
    return out[:size]


def seal(public, ephemeral, info, plaintext):
    kem, suite = b"KEM" + u(2, 0x20), b"HPKE" + u(2, 0x20) + u(2, 1) + u(2, 1)

    def labeled_extract(ident, salt, label, data):
        return extract(salt, b"HPKE-v1" + ident + label + data)

    def labeled_expand(ident, secret, label, data, size):
        return expand(secret, u(2, size) + b"HPKE-v1" + ident + label + data, size)

    dh = ephemeral.key.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    shared = labeled_expand(kem, labeled_extract(kem, b"", b"eae_prk", dh), b"shared_secret", ephemeral.public + public, 32)
    context = (b"\0" + labeled_extract(suite, b"", b"psk_id_hash", b"") + labeled_extract(suite, b"", b"info_hash", info))
    secret = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, 16)
    nonce = labeled_expand(suite, secret, b"base_nonce", context, 12)
    return ephemeral.public, AESGCM(key).encrypt(nonce, plaintext, b"")


def encrypt_with_label(public, ephemeral, label, context, plaintext):
    return seal(public, ephemeral, opaque("MLS 1.0 " + label) + opaque(context), plaintext)


def expand_with_label(secret, label, context, size):
    return expand(secret, u(2, size) + opaque("MLS 1.0 " + label) + opaque(context), size)


ALICE_KEYS, HUB_KEYS = Signer(1), Signer(65)
REQUESTER, HUB_HPKE, EPHEMERAL = HpkeKey(100), HpkeKey(140), HpkeKey(180)
ALICE, BOB = "mimi://a.example/u/alice", "mimi://b.example/u/bob"
LAPTOP = "mimi://a.example/d/alice/laptop"
ROOM, GROUP = "mimi://hub.example/r/clubhouse", "mimi://hub.example/g/clubhouse"
HUB = "mimi://hub.example"
vectors = {}


def good(file, of, name, section, decisions, decoded, data, **more):
    entry = {"name": name, "section": section, "decisions": decisions, "of": of}
    vectors.setdefault(file, []).append({**entry, "decoded": decoded, "hex": data.hex(), **more})


# --- KeyMaterialRequestTBS, section 5.2

f, s = "signed-requests", P + "5.2"
for name, room, suites in [("for a room", ROOM, [1, 2]), ("for no room in particular", None, [1]),
                           ("with a suite that nobody knows before it", ROOM, [0x0a0a, 1])]:
    tbs = (b"\1" + opaque(ALICE) + opaque(BOB) + opaque(room or "") + u16s(*suites) + u16s(6) + u16s(8, 10) + u16s(1)
           + opaque(ALICE_KEYS.public) + basic(LAPTOP))
    signature = ALICE_KEYS.sign_with_label("KeyMaterialRequestTBS", tbs)
    good(f, "keyMaterialRequest", name, s, ["WF-17"],
         {"requestingUser": ALICE, "targetUser": BOB, "room": room, "acceptableCipherSuites": suites,
          "requiredCapabilities": {"extensions": [6], "proposals": [8, 10], "credentials": [1]},
          "requesterSignatureKey": ALICE_KEYS.public.hex(), "requesterCredential": basic_json(LAPTOP),
          "signature": signature.hex()},
         tbs + opaque(signature), toBeSigned=tbs.hex(), privateKey=ALICE_KEYS.private.hex())

# --- GroupInfoRequestTBS, section 5.6

s = P + "5.6"
for name, code in [("with a joining code", b"let me in"), ("without a joining code", None)]:
    common = (b"\1" + u(2, 1) + opaque(ALICE_KEYS.public) + basic(LAPTOP) + opaque(REQUESTER.public))
    tbs = common + (b"\0" if code is None else b"\1" + opaque(code))
    signature = ALICE_KEYS.sign_with_label("GroupInfoRequestTBS", tbs)
    good(f, "groupInfoRequest", name, s, ["WF-16"],
         {"cipherSuite": 1, "requestingSignatureKey": ALICE_KEYS.public.hex(),
          "requestingCredential": basic_json(LAPTOP), "groupInfoPublicKey": REQUESTER.public.hex(),
          "joiningCode": None if code is None else code.hex(), "signature": signature.hex()},
         common + opaque(code or b"") + opaque(signature), toBeSigned=tbs.hex(), privateKey=ALICE_KEYS.private.hex())

# --- GroupInfoResponseTBS with an encrypted answer, section 5.6

context = u(2, 1) + u(2, 1) + opaque(GROUP) + u(8, 5) + opaque(b"\x11" * 32) + opaque(b"\x22" * 32) + vector()
external_pub = u(2, 4) + opaque(opaque(b"\x55" * 32))
group_info = context + vector(external_pub) + opaque(b"\x33" * 32) + u(4, 0) + opaque(b"\x44" * 64)
proposal = (u(2, 1) + u(2, 1) + opaque(GROUP) + u(8, 5) + b"\1" + u(4, 0) + opaque(b"") + b"\2" + u(2, 3) + u(4, 1)
            + opaque(b"\x66" * 64) + opaque(b"\x77" * 32))
content = group_info + b"\4" + vector(proposal + u(8, 1_750_000_000_123))
kem, sealed = encrypt_with_label(REQUESTER.public, EPHEMERAL, "GroupInfo and ratchet_tree encryption", ROOM, content)
tbs = (b"\1" + opaque(ROOM) + b"\1" + u(2, 1) + opaque(HUB_KEYS.public) + basic(HUB) + opaque(kem) + opaque(sealed))
signature = HUB_KEYS.sign_with_label("GroupInfoResponseTBS", tbs)
good(f, "groupInfoResponse", "an answer that only the requester opens", s, ["WF-21", "WF-30", "WF-32"],
     {"status": "success", "room": ROOM, "cipherSuite": 1,
      "hubSender": {"signatureKey": HUB_KEYS.public.hex(), "credential": basic_json(HUB)},
      "encryptedGroupInfoAndTree": {"kemOutput": kem.hex(), "ciphertext": sealed.hex()},
      "signature": signature.hex()},
     tbs + opaque(signature), toBeSigned=tbs.hex(), privateKey=HUB_KEYS.private.hex(),
     opensWith=REQUESTER.private.hex(),
     opened={"groupInfo": (u(2, 1) + u(2, 4) + group_info).hex(),
             "ratchetTree": {"representation": "distributionService"},
             "pendingProposals": [{"proposal": proposal.hex(), "acceptedTimestamp": 1_750_000_000_123}]})

# --- FrankingIntegrityTBS, section 5.4.1

f, s = "franking", P + "5.4.1"
HUB_KEY, SALT, TIME = b"\x0f" * 32, bytes(range(16)), 1_750_000_000_123
application_frame = opaque("text/plain") + vector() + opaque("hello")
for name, data in [("application data as it is", b"hello"), ("application data with its media type", application_frame)]:
    tag = hmac.digest(SALT, data, "sha256")
    franking_context = opaque(ALICE) + opaque(ROOM) + u(8, TIME)
    server_frank = hmac.digest(HUB_KEY, tag + franking_context, "sha256")
    tbs = server_frank + u(2, 1) + franking_context
    signature = HUB_KEYS.sign_with_label("FrankingIntegrityTBS", tbs)
    good(f, "frank", name, s, ["WF-28"],
         {"salt": SALT.hex(), "applicationData": data.hex(), "hubKey": HUB_KEY.hex(), "sender": ALICE, "room": ROOM,
          "acceptedTimestamp": TIME, "frankingTag": tag.hex(),
          "safeAad": vector(u(2, 0x20) + opaque(tag)).hex(), "serverFrank": server_frank.hex(),
          "cipherSuite": 1, "integritySignature": signature.hex()},
         server_frank + u(2, 1) + opaque(signature), toBeSigned=tbs.hex(), privateKey=HUB_KEYS.private.hex(),
         agent=(opaque(HUB_KEYS.public) + basic(HUB)).hex())

# --- SemiPrivateMessage, and who receives it

f, s = "semi-private-message", SPM + "3"
RECEIVER = opaque(HUB_HPKE.public) + basic(HUB)
RECEIVER_JSON = {"publicKey": HUB_HPKE.public.hex(), "credential": basic_json(HUB)}
good(f, "externalReceivers", "one receiver, the hub", s, ["WF-28"], [RECEIVER_JSON], vector(RECEIVER))
good(f, "externalReceivers", "nobody", s, ["WF-28"], [], vector())
good(f, "wireFormats", "a group that requires the wire format", "draft-ietf-mls-extensions §5", ["WF-01"], [0xf0d0],
     u16s(0xf0d0))

FORMAT = u(2, 0xf0d0)
KEY, NONCE, GUARD, SENDER_DATA_SECRET = b"\x21" * 16, b"\x42" * 12, b"\x01\x02\x03\x04", b"\x63" * 32
for name, content_type, body, tag, padding in [
        ("a proposal", 2, u(2, 3) + u(4, 1), b"", 0),
        ("a commit, with padding", 3, vector(b"\2" + opaque(b"\x09" * 32)) + b"\0", opaque(b"\x0a" * 32), 7)]:
    framed = opaque(GROUP) + u(8, 5) + b"\1" + u(4, 3) + opaque("aad") + bytes([content_type]) + body
    tbs = u(2, 1) + FORMAT + framed + context
    signature = ALICE_KEYS.sign_with_label("FramedContentTBS", tbs)
    context_hash = SHA256(u(4, 3) + NONCE)
    kem, sealed = encrypt_with_label(HUB_HPKE.public, EPHEMERAL, "SemiPrivateMessageReceiver",
                                     opaque(GROUP) + u(8, 5) + opaque(context_hash),
                                     opaque(KEY) + opaque(NONCE) + GUARD + u(4, 3))
    head = (opaque(GROUP) + u(8, 5) + bytes([content_type]) + opaque("aad") + opaque(context_hash)
            + vector(opaque(SHA256(RECEIVER)) + opaque(kem) + opaque(sealed)) + opaque(SHA256(tbs)))
    nonce = bytes(a ^ b for a, b in zip(NONCE, GUARD + bytes(8)))
    ciphertext = AESGCM(KEY).encrypt(nonce, body + opaque(signature) + tag + bytes(padding), head)
    sample = ciphertext[:32]
    sender_data = AESGCM(expand_with_label(SENDER_DATA_SECRET, "key", sample, 16)).encrypt(
        expand_with_label(SENDER_DATA_SECRET, "nonce", sample, 12), u(4, 3) + u(4, 9) + GUARD,
        opaque(GROUP) + u(8, 5) + bytes([content_type]))
    good(f, "semiPrivateMessage", name, s, ["WF-01"],
         {"groupId": GROUP.encode().hex(), "epoch": "5", "contentType": ["proposal", "commit"][content_type - 2],
          "authenticatedData": b"aad".hex(), "partialContextHash": context_hash.hex(),
          "keysForExternalReceivers": [{"receiverRef": SHA256(RECEIVER).hex(), "encryptedKeyAndNonces":
                                        {"kemOutput": kem.hex(), "ciphertext": sealed.hex()}}],
          "framedContentTbsHash": SHA256(tbs).hex(), "encryptedSenderData": sender_data.hex(),
          "ciphertext": ciphertext.hex()},
         u(2, 1) + FORMAT + head + opaque(sender_data) + opaque(ciphertext),
         toBeSigned=tbs.hex(), groupContext=context.hex(), memberKey=ALICE_KEYS.public.hex(),
         receiver=RECEIVER_JSON, receiverPrivateKey=HUB_HPKE.private.hex(),
         senderDataSecret=SENDER_DATA_SECRET.hex(), handshakeKey={"key": KEY.hex(), "nonce": NONCE.hex()},
         opened={"sender": 3, "generation": 9, "body": body.hex(), "signature": signature.hex(),
                 "confirmationTag": None if content_type == 2 else "0a" * 32})

# --- PreAuthData with bare indices (decision WF-19)

f = "preauth-list-by-index"
claim = u(2, 1) + opaque(b"\x01") + opaque("org:example")
good(f, "preauthorizedByIndex", "one rule to role 4", "draft-ietf-mimi-room-policy-03 §4", ["WF-19"],
     [{"claims": [{"credentialType": 1, "id": "01", "value": b"org:example".hex()}], "role": 4}],
     vector(vector(claim) + u(4, 4)))

# --- Certificates of hubs (decision WF-32)

f = "provider-certificates"
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a hub")])
start = datetime.datetime(2026, 1, 1)
for title, names, domain, theirs in [
        ("the domain as a DNS name", [x509.DNSName("hub.example")], "hub.example", True),
        ("the URI of the provider", [x509.UniformResourceIdentifier(HUB)], "hub.example", True),
        ("another domain", [x509.DNSName("other.example")], "hub.example", False),
        ("a wildcard", [x509.DNSName("*.example")], "hub.example", False),
        ("a user of the provider", [x509.UniformResourceIdentifier(HUB + "/u/alice")], "hub.example", False)]:
    certificate = (x509.CertificateBuilder(name, name, HUB_KEYS.key.public_key(), 1, start,
                                           start + datetime.timedelta(days=3650))
                   .add_extension(x509.SubjectAlternativeName(names), critical=False).sign(HUB_KEYS.key, None))
    vectors.setdefault(f, []).append(
        {"name": title, "section": P + "4.2", "decisions": ["WF-32"], "of": "isKeyOfProviderByCertificate",
         "given": [certificate.public_bytes(Encoding.DER).hex(), HUB_KEYS.public.hex(), domain], "gives": theirs})

for file, entries in vectors.items():
    (here / f"{file}.json").write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
