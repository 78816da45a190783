"""Writes the vectors of the bodies that providers send one another, with the encoder of tls_presentation.py. MLS structs
inside are those of the official vectors in ../mls/messages.json, or are put together here.

Python 3 without packages: python3 test/vectors/wire/make-operations.py. The form of the files is in README.md.
"""

import json
import pathlib

from tls_presentation import opaque, optional, u, u16s, vector

here = pathlib.Path(__file__).parent
P = "draft-ietf-mimi-protocol-06 §"


def octet(value):
    return bytes([value])


vectors = {}


def good(file, of, name, section, decisions, decoded, data):
    entry = {"name": name, "section": P + section, "decisions": decisions, "of": of}
    vectors.setdefault(file, []).append({**entry, "decoded": decoded, "hex": data.hex()})


def bad(file, of, name, section, decisions, rule, data):
    entry = {"name": name, "section": P + section, "decisions": decisions, "of": of}
    vectors.setdefault(file, []).append({**entry, "refused": rule, "hex": data.hex()})


# --- What is carried

MLS10 = b"\1"
official = {key: bytes.fromhex(value) for key, value in json.loads(
    (here / "../mls/messages.json").read_text())[99].items()}
APPLICATION = official["private_message"]
COMMIT = official["public_message_commit"]
PROPOSAL = official["public_message_proposal"]
WELCOME = official["mls_welcome"]
KEY_PACKAGE = official["mls_key_package"][4:]
TREE = official["ratchet_tree"]

ALICE, BOB, MALLORY = "mimi://a.example/u/alice", "mimi://b.example/u/bob", "mimi://c.example/u/mallory"
BOBS_PHONE, BOBS_TABLET = "mimi://b.example/d/bob/phone", "mimi://b.example/d/bob/tablet"
ROOM = "mimi://a.example/r/clubhouse"
GROUP = "mimi://a.example/g/clubhouse"


def extension(kind, data):
    return u(2, kind) + opaque(data)


def group_info(*extensions):
    context = u(2, 1) + u(2, 1) + opaque(GROUP) + u(8, 5) + opaque(b"\x11" * 32) + opaque(b"\x22" * 32) + vector()
    return context + vector(*extensions) + opaque(b"\x33" * 32) + u(4, 2) + opaque(b"\x44" * 64)


EXTERNAL_PUB = extension(4, opaque(b"\x55" * 32))
GROUP_INFO = group_info(EXTERNAL_PUB)


def mls_message(wire_format, body):
    return u(2, 1) + u(2, wire_format) + body


def semi_private(content_type):
    sealed = opaque(b"\x66" * 32) + opaque(b"\x77" * 16)
    return mls_message(0xf0d0, opaque(GROUP) + u(8, 5) + octet(content_type) + opaque(b"") + opaque(b"\x88" * 32)
                       + vector(opaque(b"\x99" * 32) + sealed) + opaque(b"\xaa" * 32) + opaque(b"\xbb" * 28)
                       + opaque(b"\xcc" * 40))


def private_handshake(content_type):
    return mls_message(2, opaque(GROUP) + u(8, 5) + octet(content_type) + opaque(b"") + opaque(b"\1") + opaque(b"\2"))


def basic(identity):
    return u(2, 1) + opaque(identity)


def component(number, data):
    return u(2, number) + opaque(data)


FULL_TREE = octet(1) + TREE
FULL_TREE_JSON = {"representation": "full", "ratchetTree": TREE.hex()}
BY_THE_HUB = octet(4)
BY_THE_HUB_JSON = {"representation": "distributionService"}
FRANK = b"\xdd" * 32 + u(2, 1) + opaque(b"\xee" * 64)
FRANK_JSON = {"serverFrank": "dd" * 32, "cipherSuite": 1, "integritySignature": "ee" * 64}
TIME = 1_750_000_000_123

# --- Key material, section 5.2

f, s = "key-material", "5.2"
SUITES = u16s(1, 2)
CAPABILITIES = u16s(6) + u16s(8, 10) + u16s(1)


def request(protocol=MLS10, target=BOB, room=ROOM, suites=SUITES):
    return (protocol + opaque(ALICE) + opaque(target) + opaque(room) + suites + CAPABILITIES + opaque(b"\x10" * 32)
            + basic("mimi://a.example/d/alice/laptop") + opaque(b"\x20" * 64))


def request_json(room=ROOM):
    return {"requestingUser": ALICE, "targetUser": BOB, "room": room, "acceptableCipherSuites": [1, 2],
            "requiredCapabilities": {"extensions": [6], "proposals": [8, 10], "credentials": [1]},
            "requesterSignatureKey": "10" * 32,
            "requesterCredential": {"type": "basic", "identity": b"mimi://a.example/d/alice/laptop".hex()},
            "signature": "20" * 64}


good(f, "request", "for a room", s, ["WF-05"], request_json(), request())
good(f, "request", "for no room: an empty URI", s, ["WF-17"], request_json(None), request(room=""))
bad(f, "request", "without a cipher suite", s, [], "empty-list", request(suites=vector()))
bad(f, "request", "of protocol 0", s, [], "unknown-protocol", request(protocol=b"\0"))
bad(f, "request", "of protocol 2", s, [], "unknown-protocol", request(protocol=b"\2"))
bad(f, "request", "a room where a user belongs", s, ["WF-05"], "identifier", request(target=ROOM))
bad(f, "request", "a user in another spelling", s, ["WF-05"], "identifier", request(target="mimi://B.example/u/bob"))
bad(f, "request", "an octet too many", s, [], "malformed", request() + b"\0")
bad(f, "request", "cut off", s, [], "malformed", request()[:-1])
bad(f, "request", "a length in two octets that fits in one", s, [], "malformed",
    request(suites=b"\x40\x04" + SUITES[1:]))


def response(code, *clients):
    return MLS10 + octet(code) + opaque(BOB) + vector(*clients)


served = octet(0) + opaque(BOBS_PHONE) + KEY_PACKAGE
served_json = {"code": "success", "client": BOBS_PHONE, "keyPackage": KEY_PACKAGE.hex()}
exhausted = octet(1) + opaque(BOBS_TABLET)
exhausted_json = {"code": "keyMaterialExhausted", "client": BOBS_TABLET}
silent = octet(2) + opaque(BOBS_TABLET) + optional(None)
silent_json = {"code": "nothingCompatible", "client": BOBS_TABLET, "capabilities": None}
telling = octet(2) + opaque(BOBS_TABLET) + optional(u16s(1) + u16s(1) + u16s() + u16s(8) + u16s(1, 2))
telling_json = {**silent_json, "capabilities": {"versions": [1], "cipherSuites": [1], "extensions": [],
                                                "proposals": [8], "credentials": [1, 2]}}


def response_json(status, *clients):
    return {"userStatus": status, "user": BOB, "clients": list(clients)}


good(f, "response", "success", s, [], response_json("success", served_json), response(0, served))
good(f, "response", "partialSuccess, one client exhausted", s, [],
     response_json("partialSuccess", served_json, exhausted_json), response(1, served, exhausted))
good(f, "response", "noCompatibleMaterial, capabilities told and kept", s, ["WF-05"],
     response_json("noCompatibleMaterial", silent_json, telling_json), response(3, silent, telling))
for code, status in [(2, "incompatibleProtocol"), (4, "userUnknown"), (5, "noConsent"), (6, "noConsentForThisRoom"),
                     (7, "userDeleted")]:
    good(f, "response", status, s, [], response_json(status), response(code))
    bad(f, "response", status + " with a client", s, [], "inconsistent", response(code, exhausted))
bad(f, "response", "success, and a client without key material", s, [], "inconsistent", response(0, served, exhausted))
bad(f, "response", "a user code that there is none of", s, [], "unknown-code", response(8))
bad(f, "response", "a client code that there is none of", s, [], "unknown-code",
    response(3, octet(3) + opaque(BOBS_PHONE)))
bad(f, "response", "an octet before Capabilities that is neither 0 nor 1", s, ["WF-05"], "malformed",
    response(3, octet(2) + opaque(BOBS_PHONE) + octet(2)))

# --- Update, section 5.3

f, s = "update", "5.3"
partial = octet(1) + vector(EXTERNAL_PUB) + opaque(b"\x44" * 64)
partial_json = {"ratchetTreePresence": "present", "extensions": [{"type": 4, "data": opaque(b"\x55" * 32).hex()}],
                "signature": "44" * 64}
good(f, "request", "a commit with all that belongs to it: Welcome and GroupInfo are bare", s, ["WF-05", "WF-09", "WF-21"],
     {"type": "commit", "commit": COMMIT.hex(), "welcome": WELCOME.hex(),
      "groupInfo": {"representation": "full", "groupInfo": mls_message(4, GROUP_INFO).hex()},
      "ratchetTree": FULL_TREE_JSON},
     COMMIT + optional(WELCOME[4:]) + octet(1) + GROUP_INFO + FULL_TREE)
good(f, "request", "a commit that adds nobody, its GroupInfo in part, the tree left to the hub", s, ["WF-09", "WF-22"],
     {"type": "commit", "commit": COMMIT.hex(), "welcome": None,
      "groupInfo": {"representation": "partial", "partialGroupInfo": partial_json}, "ratchetTree": BY_THE_HUB_JSON},
     COMMIT + optional(None) + octet(2) + partial + BY_THE_HUB)
good(f, "request", "one proposal", s, ["WF-09"], {"type": "proposals", "proposals": [PROPOSAL.hex()]},
     PROPOSAL + vector())
good(f, "request", "a proposal and one that is semi-private", s, ["WF-09", "WF-28"],
     {"type": "proposals", "proposals": [PROPOSAL.hex(), semi_private(2).hex()]}, PROPOSAL + vector(semi_private(2)))
bad(f, "request", "a commit in a PrivateMessage", s, [], "mls-message", private_handshake(3) + optional(None))
bad(f, "request", "a proposal in a PrivateMessage", s, [], "mls-message", private_handshake(2) + vector())
bad(f, "request", "an application message", s, [], "mls-message", APPLICATION + vector())
bad(f, "request", "a commit among the further proposals", s, [], "mls-message", PROPOSAL + vector(COMMIT))
bad(f, "request", "a GroupInfo that embeds the tree", s, [], "embedded-tree",
    COMMIT + optional(None) + octet(1) + group_info(EXTERNAL_PUB, extension(2, TREE)) + FULL_TREE)
bad(f, "request", "a partial GroupInfo that embeds the tree", s, [], "embedded-tree",
    COMMIT + optional(None) + octet(2) + octet(1) + vector(extension(2, TREE)) + opaque(b"") + BY_THE_HUB)
bad(f, "request", "a GroupInfoOption of the reserved kind", s, [], "unknown-code", COMMIT + optional(None) + octet(0))

good(f, "response", "success", s, [], {"code": "success", "errorDescription": "", "acceptedTimestamp": TIME},
     octet(0) + opaque("") + u(8, TIME))
good(f, "response", "wrongEpoch", s, [],
     {"code": "wrongEpoch", "errorDescription": "behind", "currentEpoch": str(2 ** 64 - 1)},
     octet(1) + opaque("behind") + u(8, 2 ** 64 - 1))
good(f, "response", "notAllowed", s, [], {"code": "notAllowed", "errorDescription": "žádné právo"},
     octet(2) + opaque("žádné právo"))
good(f, "response", "invalidProposal", s, [],
     {"code": "invalidProposal", "errorDescription": "", "invalidProposals": ["01" * 32, "02" * 32]},
     octet(3) + opaque("") + vector(opaque(b"\1" * 32), opaque(b"\2" * 32)))
bad(f, "response", "a code that there is none of", s, [], "unknown-code", octet(4) + opaque(""))
bad(f, "response", "a description that is not UTF-8", s, ["WF-05"], "text", octet(2) + opaque(b"\xff"))
bad(f, "response", "a description with a NUL", s, ["WF-05"], "text", octet(2) + opaque(b"a\0b"))
bad(f, "response", "a time beyond 2^53", s, [], "timestamp", octet(0) + opaque("") + u(8, 2 ** 53))

# --- Submit message, section 5.4

f, s = "submit-message", "5.4"
good(f, "request", "an application message", s, ["WF-05"], {"appMessage": APPLICATION.hex(), "sendingUri": ALICE},
     MLS10 + APPLICATION + opaque(ALICE))
bad(f, "request", "a commit", s, [], "mls-message", MLS10 + COMMIT + opaque(ALICE))
bad(f, "request", "from a client", s, ["WF-05"], "identifier", MLS10 + APPLICATION + opaque(BOBS_PHONE))
good(f, "response", "accepted, which the select calls success, without a frank", s, ["WF-10", "WF-05"],
     {"code": "accepted", "acceptedTimestamp": TIME, "frank": None}, MLS10 + octet(0) + u(8, TIME) + optional(None))
good(f, "response", "accepted and franked", s, ["WF-10", "WF-05"],
     {"code": "accepted", "acceptedTimestamp": TIME, "frank": FRANK_JSON},
     MLS10 + octet(0) + u(8, TIME) + optional(FRANK))
good(f, "response", "notAllowed", s, [], {"code": "notAllowed"}, MLS10 + octet(1))
good(f, "response", "epochTooOld", s, [], {"code": "epochTooOld", "currentEpoch": "9"}, MLS10 + octet(2) + u(8, 9))
bad(f, "response", "a code that there is none of", s, [], "unknown-code", MLS10 + octet(3))

# --- Fan-out, section 5.5

f, s = "fanout", "5.5"
application = u(8, TIME) + APPLICATION + optional(FRANK)
application_json = {"type": "application", "timestamp": TIME, "message": APPLICATION.hex(), "frank": FRANK_JSON}
commit = u(8, TIME + 1) + COMMIT + vector(semi_private(2))
commit_json = {"type": "commit", "timestamp": TIME + 1, "commit": COMMIT.hex(),
               "externalProposals": [semi_private(2).hex()]}
good(f, "notify", "a message with its frank", s, ["WF-09", "WF-05"], [application_json], application)
good(f, "notify", "a message without a frank", s, ["WF-09", "WF-05"], [{**application_json, "frank": None}],
     u(8, TIME) + APPLICATION + optional(None))
good(f, "notify", "a Welcome, told by its wire format, with the tree", s, ["WF-09", "WF-21"],
     [{"type": "welcome", "timestamp": TIME, "welcome": WELCOME.hex(), "ratchetTree": FULL_TREE_JSON}],
     u(8, TIME) + WELCOME + FULL_TREE)
good(f, "notify", "proposals", s, ["WF-09"],
     [{"type": "proposals", "timestamp": TIME, "proposals": [PROPOSAL.hex(), semi_private(2).hex()]}],
     u(8, TIME) + PROPOSAL + vector(semi_private(2)))
good(f, "notify", "a commit with a proposal stapled to it", s, ["WF-09"], [commit_json], commit)
good(f, "notify", "two events, no length around them", s, ["WF-09"], [application_json, commit_json],
     application + commit)
bad(f, "notify", "no event", s, ["WF-09"], "empty-list", b"")
bad(f, "notify", "a GroupInfo", s, ["WF-09"], "mls-message", u(8, TIME) + mls_message(4, GROUP_INFO))
bad(f, "notify", "a length around the events, which is read as the time", s, ["WF-09"], "timestamp", vector(application))
bad(f, "notify", "a protocol octet before the event", s, ["WF-09"], "timestamp", MLS10 + application)

# --- Group information, section 5.6

f, s = "group-info", "5.6"
asking = MLS10 + u(2, 1) + opaque(b"\x10" * 32) + basic("mimi://c.example/d/cathy/phone") + opaque(b"\x30" * 32)
asking_json = {"cipherSuite": 1, "requestingSignatureKey": "10" * 32,
               "requestingCredential": {"type": "basic", "identity": b"mimi://c.example/d/cathy/phone".hex()},
               "groupInfoPublicKey": "30" * 32, "joiningCode": None, "signature": "20" * 64}
good(f, "request", "with a joining code", s, ["WF-16"], {**asking_json, "joiningCode": b"let me in".hex()},
     asking + opaque("let me in") + opaque(b"\x20" * 64))
good(f, "request", "without one: a vector of no octets", s, ["WF-16"], asking_json,
     asking + opaque("") + opaque(b"\x20" * 64))
bad(f, "request", "with the presence octet of the signed form", s, ["WF-16"], "malformed",
    asking + optional(opaque("let me in")) + opaque(b"\x20" * 64))
good(f, "response", "success", s, ["WF-05"],
     {"status": "success", "room": ROOM, "cipherSuite": 1,
      "hubSender": {"signatureKey": "40" * 32, "credential": {"type": "basic", "identity": b"mimi://a.example".hex()}},
      "encryptedGroupInfoAndTree": {"kemOutput": "50" * 32, "ciphertext": "60" * 48}, "signature": "70" * 64},
     MLS10 + opaque(ROOM) + octet(1) + u(2, 1) + opaque(b"\x40" * 32) + basic("mimi://a.example")
     + opaque(b"\x50" * 32) + opaque(b"\x60" * 48) + opaque(b"\x70" * 64))
good(f, "response", "notAuthorized", s, [], {"status": "notAuthorized", "room": ROOM}, MLS10 + opaque(ROOM) + octet(2))
good(f, "response", "noSuchRoom", s, [], {"status": "noSuchRoom", "room": ROOM}, MLS10 + opaque(ROOM) + octet(3))
bad(f, "response", "the reserved code", s, [], "unknown-code", MLS10 + opaque(ROOM) + octet(0))
bad(f, "response", "more than the code for who is refused", s, [], "malformed",
    MLS10 + opaque(ROOM) + octet(2) + u(2, 1))
good(f, "encrypted", "GroupInfo, tree and a pending proposal", s, ["WF-21", "WF-30"],
     {"groupInfo": mls_message(4, GROUP_INFO).hex(), "ratchetTree": FULL_TREE_JSON,
      "pendingProposals": [{"proposal": PROPOSAL.hex(), "acceptedTimestamp": TIME}]},
     GROUP_INFO + FULL_TREE + vector(PROPOSAL + u(8, TIME)))
bad(f, "encrypted", "a GroupInfo that embeds the tree", s, [], "embedded-tree",
    group_info(extension(2, TREE)) + BY_THE_HUB + vector())

# --- Consent, section 5.7

f, s = "consent", "5.7"
EXTENSIONS = vector(component(0xf100, b"\1"), component(0xf101, b""))
EXTENSIONS_JSON = {"61696": "01", "61697": ""}


def consent(operation, room, *more):
    return octet(operation) + opaque(ALICE) + opaque(BOB) + optional(None if room is None else opaque(room)) + b"".join(more)


def consent_json(operation, room, extensions, **more):
    return {"operation": operation, "requester": ALICE, "target": BOB, "room": room, **more, "extensions": extensions}


good(f, "request", "cancel, for any room", s, ["WF-05"], consent_json("cancel", None, {}), consent(0, None, vector()))
good(f, "request", "request, for one room", s, ["WF-05"], consent_json("request", ROOM, EXTENSIONS_JSON),
     consent(1, ROOM, EXTENSIONS))
good(f, "update", "grant with a key package", s, [],
     consent_json("grant", ROOM, {}, clientKeyPackages=[KEY_PACKAGE.hex()]),
     consent(2, ROOM, vector(KEY_PACKAGE), vector()))
good(f, "update", "grant without key packages", s, [], consent_json("grant", None, {}, clientKeyPackages=[]),
     consent(2, None, vector(), vector()))
good(f, "update", "revoke", s, [], consent_json("revoke", None, {}), consent(3, None, vector()))
good(f, "scope", "what a cancel and its request share", s, ["WF-05"],
     {"requester": ALICE, "target": BOB, "room": ROOM}, consent(0, ROOM)[1:])
bad(f, "request", "a grant where requests are due", s, [], "inconsistent", consent(2, None, vector(), vector()))
bad(f, "update", "a request where answers are due", s, [], "inconsistent", consent(1, None, vector()))
bad(f, "update", "an operation that there is none of", s, [], "unknown-code", consent(4, None, vector()))
bad(f, "request", "a room spelled as an empty URI", s, ["WF-05"], "identifier", consent(1, "", vector()))
bad(f, "request", "components out of order", s, [], "dictionary",
    consent(1, None, vector(component(2, b""), component(1, b""))))
bad(f, "request", "a component twice", s, [], "dictionary",
    consent(1, None, vector(component(2, b""), component(2, b""))))

# --- Identifier query, section 5.8

f, s = "identifier-query", "5.8"
kinds = ["handle", "nick", "email", "phone", "partialName", "wholeProfile"]
good(f, "request", "one condition of each plain kind", s, [],
     {"elements": [{"type": kind, "value": "x"} for kind in kinds], "extensions": {}},
     vector(*(octet(at + 1) + opaque("x") for at, _ in enumerate(kinds))) + vector())
good(f, "request", "the kinds that name a field", s, ["WF-27"],
     {"elements": [{"type": "oidcStdClaim", "name": "given_name", "value": "Zoë"},
                   {"type": "vcardField", "name": "ORG", "value": "Example"}], "extensions": {}},
     vector(octet(7) + opaque("given_name") + opaque("Zoë"), octet(8) + opaque("ORG") + opaque("Example")) + vector())
good(f, "request", "the page after a user", s, ["WF-27"],
     {"elements": [{"type": "nick", "value": "x"}], "extensions": {str(0xf0d3): (opaque(ALICE) + u(4, 20)).hex()}},
     vector(octet(2) + opaque("x")) + vector(component(0xf0d3, opaque(ALICE) + u(4, 20))))
bad(f, "request", "no condition", s, [], "empty-list", vector() + vector())
bad(f, "request", "a kind that there is none of", s, [], "unknown-code", vector(octet(9) + opaque("x")) + vector())
found = [(ALICE, [(7, "given_name", "Alice"), (8, "ORG", "Example")]), (BOB, [])]
profiles = vector(*(opaque(user) + vector(*(octet(k) + opaque(n) + opaque(v) for k, n, v in fields))
                    for user, fields in found))
profiles_json = [{"user": ALICE, "fields": [
    {"source": "oidcStdClaim", "name": "given_name", "value": b"Alice".hex()},
    {"source": "vcardField", "name": "ORG", "value": b"Example".hex()}]}, {"user": BOB, "fields": []}]
good(f, "response", "two users, in both lists", s, ["WF-27"],
     {"code": "success", "profiles": profiles_json, "extensions": {}},
     octet(0) + vector(opaque(ALICE), opaque(BOB)) + profiles + vector())
good(f, "response", "a page, and where the next begins", s, ["WF-27"],
     {"code": "success", "profiles": profiles_json, "extensions": {str(0xf0d3): opaque(BOB).hex()}},
     octet(0) + vector(opaque(ALICE), opaque(BOB)) + profiles + vector(component(0xf0d3, opaque(BOB))))
for code, name in enumerate(["notFound", "ambiguous", "forbidden", "unsupportedField"], 1):
    good(f, "response", name, s, [], {"code": name, "profiles": [], "extensions": {}},
         octet(code) + vector() + vector() + vector())
bad(f, "response", "the lists in different orders", s, ["WF-27"], "inconsistent",
    octet(0) + vector(opaque(BOB), opaque(ALICE)) + profiles + vector())
bad(f, "response", "profiles without the list of URIs", s, ["WF-27"], "inconsistent",
    octet(0) + vector() + profiles + vector())
bad(f, "response", "success without a user", s, [], "inconsistent", octet(0) + vector() + vector() + vector())
bad(f, "response", "a field from nowhere", s, [], "unknown-code",
    octet(0) + vector(opaque(ALICE)) + vector(opaque(ALICE) + vector(octet(0) + opaque("n") + opaque("v"))) + vector())

# --- Abuse report, section 5.9

f, s = "abuse-report", "5.9"


def report(reporter, reason, note, *messages):
    return opaque(reporter) + opaque(MALLORY) + octet(reason) + opaque(note) + vector(*messages) + vector()


def report_json(reporter, reason, note, *messages):
    return {"reportingUser": reporter, "allegedAbuser": MALLORY, "reasonCode": reason, "note": note,
            "messages": list(messages), "extensions": {}}


good(f, "report", "anonymous, reason unspecified, nothing else", s, ["WF-13"], report_json(None, 0, ""),
     report("", 0, ""))
good(f, "report", "with evidence", s, ["WF-13"],
     report_json(ALICE, 240, "spam", {"content": "8401", "frank": FRANK_JSON, "acceptedTimestamp": TIME}),
     report(ALICE, 240, "spam", opaque(b"\x84\x01") + FRANK + u(8, TIME)))
good(f, "report", "a reason that nobody here knows", s, ["WF-13"], report_json(ALICE, 99, ""), report(ALICE, 99, ""))
bad(f, "report", "against nobody", s, ["WF-13"], "identifier",
    opaque(ALICE) + opaque("") + octet(0) + opaque("") + vector() + vector())
bad(f, "report", "a note that is not UTF-8", s, ["WF-05"], "text", report(ALICE, 0, b"\xc3"))

# --- A Welcome for one provider, section 5.5

f, s = "welcome", "5.5"
suite_and_body = u(2, 1), opaque(b"\x01" * 40)


def welcome(*marks):
    secrets = vector(*(opaque(octet(mark) * 32) + opaque(b"\x02" * 32) + opaque(b"\x03" * 48) for mark in marks))
    return mls_message(3, suite_and_body[0] + secrets + suite_and_body[1])


for name, theirs, result in [("entries of the others are taken out", [1, 3], welcome(1, 3)),
                             ("all are theirs", [1, 2, 3], welcome(1, 2, 3)), ("none is theirs", [9], None)]:
    vectors.setdefault(f, []).append({
        "name": name, "section": P + s, "decisions": ["WF-12"], "of": "welcome",
        "decoded": {"keyPackageRefs": [octet(mark).hex() * 32 for mark in (1, 2, 3)],
                    "theirs": [octet(mark).hex() * 32 for mark in theirs],
                    "forThem": None if result is None else result.hex()},
        "hex": welcome(1, 2, 3).hex()})

# --- Participant list updates, section 7.5

f, s = "participant-indices", "7.5"


def participants(*entries):
    return vector(*(opaque(user) + u(4, role) for user, role in entries))


def list_update(changed, removed, added):
    return (vector(*(u(4, index) + u(4, role) for index, role in changed)) + vector(*(u(4, i) for i in removed))
            + participants(*added))


A, B, C, D, E, F = (f"mimi://a.example/u/{name}" for name in "abcdef")
before = [(A, 7), (B, 4), (C, 4), (D, 3)]
for name, updates, after in [
    ("changes, then removals by the same indices, then appends", [([(3, 4)], [1], [(E, 3)])],
     [(A, 7), (C, 4), (D, 4), (E, 3)]),
    ("two updates of one commit use the list of the epoch, and append in their order",
     [([], [0], [(E, 3)]), ([(3, 5)], [1], [(F, 2)])], [(C, 4), (D, 5), (E, 3), (F, 2)]),
]:
    vectors.setdefault(f, []).append({
        "name": name, "section": P + s, "decisions": ["WF-11"], "of": "list",
        "decoded": {"before": participants(*before).hex(), "updates": [list_update(*one).hex() for one in updates],
                    "after": [{"user": user, "role": role} for user, role in after]},
        "hex": participants(*after).hex()})

# --- HTTP

f = "http-status"
vectors[f] = [
    {"name": "bodies are sent as this media type and read as any", "section": P + "5", "decisions": ["WF-03"],
     "of": "mediaType", "decoded": "application/octet-stream"},
    {"name": "statuses of requests that were taken", "section": P + "5", "decisions": ["WF-03", "WF-15"], "of": "taken",
     "decoded": {"keyMaterial": 200, "update": 200, "notify": 201, "submitMessage": 200, "groupInfo": 200,
                 "requestConsent": 201, "updateConsent": 201, "identifierQuery": 200, "reportAbuse": 201,
                 "proxyDownload": 200}},
    {"name": "what an answer to notify means", "section": P + "5.5", "decisions": ["WF-15"], "of": "notify",
     "decoded": {"200": "accepted", "201": "accepted", "204": "accepted", "404": "room-gone", "410": "room-gone",
                 "408": "retry", "429": "retry", "500": "retry", "503": "retry", "302": "retry",
                 "400": "retry-slowly", "401": "retry-slowly", "403": "retry-slowly", "413": "retry-slowly"}},
]

for file, entries in vectors.items():
    text = json.dumps(entries, indent=2, ensure_ascii=False)
    (here / f"{file}.json").write_text(text + "\n")
