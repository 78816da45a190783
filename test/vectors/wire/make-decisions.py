"""Writes the vectors of what was decided where the drafts are silent: functions by what they are given and what they give.
The expected values are written by hand here, but for hashes.

Python 3 without packages: python3 test/vectors/wire/make-decisions.py. The form of the files is in README.md.
"""

import base64
import hashlib
import json
import pathlib

here = pathlib.Path(__file__).parent
P = "draft-ietf-mimi-protocol-06 §"
RP = "draft-ietf-mimi-room-policy-03 §"
vectors = {}


def given(file, of, name, section, decisions, arguments, result):
    entry = {"name": name, "section": section, "decisions": decisions, "of": of}
    vectors.setdefault(file, []).append({**entry, "given": arguments, "gives": result})


def b64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def uri_variable(text):
    return "".join(c if c.isalnum() or c in "-._~" else "%%%02X" % ord(c) for c in text)


ALICE, BOB, CAROL = "mimi://a.example/u/alice", "mimi://b.example/u/bob", "mimi://c.example/u/carol"
ROOM = "mimi://a.example/r/clubhouse"

# --- WF-01: the numbers that the drafts suggest, and ours

f = "code-points"
given(f, "codePoints", "extensions", "draft-ietf-mls-extensions §7.1", ["WF-01"], ["extensions"], {
    "appDataDictionary": 6, "supportedWireFormats": 7, "requiredWireFormats": 8, "supportedContentTypes": 9,
    "externalPendingProposals": 9, "ratchetTreeSourceDomains": 0xf0d0, "externalReceivers": 0xf0d1})
given(f, "codePoints", "proposals", "draft-ietf-mls-extensions §7.2", ["WF-01"], ["proposals"],
      {"appDataUpdate": 8, "appEphemeral": 9, "selfRemove": 10})
given(f, "codePoints", "the wire format that has no number", "draft-mahy-mls-semiprivatemessage §5.1", ["WF-01"],
      ["wireFormats"], {"semiPrivateMessage": 0xf0d0})
given(f, "codePoints", "the credentials that have no number", P + "6.1", ["WF-01"], ["credentials"],
      {"pseudonymous": 0xf0d0, "jwtClaims": 0xf0c1, "cwtClaims": 0xf0c2, "userUriClaims": 0xf0c3})
for name, number in {"appComponents": 1, "safeAad": 2, "contentMediaTypes": 3, "lastResortKeyPackage": 4, "appAck": 5,
                     "externalReceivers": 8, "frankAad": 0x20, "frankingAgent": 0x21, "participantList": 0x22,
                     "roomMetadata": 0x23, "operationalPolicy": 0x24, "rolesList": 0x25, "preauthorizedList": 0x26,
                     "baseRoomPolicy": 0x27, "statusNotificationPolicy": 0x28, "joinLinkPolicy": 0x29,
                     "joinLinks": 0x2a, "linkPreviewPolicy": 0x2b, "assetPolicy": 0x2c, "loggingPolicy": 0x2d,
                     "chatHistoryPolicy": 0x2e, "botPolicy": 0x2f, "messageExpirationPolicy": 0x30,
                     "messageId": 0x40, "hubRetractedMessages": 0x50, "hubRetractedRange": 0x51}.items():
    given(f, "component", name, RP + "10.1", ["WF-01"], [name], number)
given(f, "codePointsWith", "one of the two 0x0009 is enabled", "decision WF-01", ["WF-01"],
      [{}, ["supportedContentTypes"]], "accepted")
given(f, "codePointsWith", "both 0x0009 are enabled", "decision WF-01", ["WF-01"],
      [{}, ["supportedContentTypes", "externalPendingProposals"]], "code-point")
given(f, "codePointsWith", "both are enabled, one with a number of its own", "decision WF-01", ["WF-01"],
      [{"extensions": {"externalPendingProposals": 0xf009}}, ["supportedContentTypes", "externalPendingProposals"]],
      "accepted")
given(f, "codePointsWith", "an override that takes another component's number", "decision WF-01", ["WF-01"],
      [{"components": {"frankAad": 0x22}}, []], "code-point")

# --- WF-02, WF-04, WF-31: the directory

f, s = "directory", P + "5.1"
BASE = "https://mimi.example.com/v1/"
for endpoint, variable, subject in [
        ("keyMaterial", "targetUser", BOB), ("update", "roomId", ROOM), ("notify", "roomId", ROOM),
        ("submitMessage", "roomId", ROOM), ("groupInfo", "roomId", ROOM), ("requestConsent", "targetUser", BOB),
        ("updateConsent", "requesterUser", ALICE), ("identifierQuery", "domain", "b.example"),
        ("reportAbuse", "roomId", ROOM), ("proxyDownload", "downloadUrl", "https://c.example/f/1?k=(v)")]:
    given(f, "endpointUrl", endpoint + " of the draft's example", s, ["WF-02"],
          [endpoint, BASE + endpoint + "/{" + variable + "}", subject], BASE + endpoint + "/" + uri_variable(subject))
given(f, "endpointUrl", "the missing slash of the example", s, ["WF-02"],
      ["update", BASE + "update{roomId}", ROOM], BASE + "update" + uri_variable(ROOM))
given(f, "endpointUrl", "a consent by its target's domain", P + "5.7", ["WF-02"],
      ["requestConsent", BASE + "c/{targetDomain}", BOB], BASE + "c/b.example")
given(f, "endpointUrl", "a consent by its requester's domain", P + "5.7", ["WF-02"],
      ["updateConsent", BASE + "c/{requesterDomain}", ALICE], BASE + "c/a.example")
given(f, "endpointUrl", "a variable of any other name, in the query", s, ["WF-02"],
      ["notify", BASE + "n?room={whatever}&x=1", ROOM], BASE + "n?room=" + uri_variable(ROOM) + "&x=1")
for target in ["mimi%3A%2F%2Fa.example%2Fr%2Fclubhouse", "a.example%2Fr%2Fclubhouse", "mimi://a.example/r/clubhouse",
               "a.example/r/clubhouse"]:
    given(f, "readRequestTarget", "a room as " + target, P + "3", ["WF-02"],
          [BASE, "/v1/update/" + target], {"endpoint": "update", "subject": ROOM})
for template in ["http://a.example/{x}", "https://a.example/", "https://{x}.example/", "https://a.example/{x}{y}",
                 "https://u@a.example/{x}", "https://a.example/{x}#f"]:
    given(f, "parseTemplate", template, s, ["WF-02"], [template], "template")
given(f, "parseTemplate", "https://127.0.0.1/{x}", s, ["WF-04"], ["https://127.0.0.1/{x}"], "host")
given(f, "connectionFor", "a URL on another host", P + "4.1", ["WF-04"],
      ["https://cdn.example:8443/v1/x", "a.example", "provider"],
      {"host": "cdn.example", "port": 8443, "certificateNames": ["cdn.example", "a.example"],
       "hostHeader": "a.example"})
given(f, "connectionFor", "the Host header by setting", P + "4.1", ["WF-04"],
      ["https://cdn.example:8443/v1/x", "a.example", "authority"],
      {"host": "cdn.example", "port": 8443, "certificateNames": ["cdn.example", "a.example"],
       "hostHeader": "cdn.example:8443"})
for header, provider in {"a.example": "a.example", "A.example:8443": "a.example", "cdn.example": "a.example",
                         "b.example": None, "": None}.items():
    given(f, "providerOfHost", "Host: " + header, P + "4.1", ["WF-04"],
          [header, {"a.example": ["cdn.example"]}], provider)
given(f, "ohttpGatewayOf", "from the directory", P + "5.10.3", ["WF-31"],
      [{"notify": BASE + "n/{r}", "ohttpGateway": "https://o.example/gateway"}, "a.example"],
      "https://o.example/gateway")
given(f, "ohttpGatewayOf", "at the well-known place", P + "5.10.3", ["WF-31"],
      [{"notify": BASE + "n/{r}"}, "a.example"], "https://a.example/.well-known/ohttp-gateway")

# --- WF-07, WF-08, WF-24, WF-25, WF-26: the room policy

f = "policy-decisions"
for component, capability in {"operationalPolicy": "canChangeMlsOperationalPolicies",
                              "rolesList": "canChangeRoleDefinitions",
                              "preauthorizedList": "canChangePreauthorizedUserList",
                              "baseRoomPolicy": "canChangeRoomMembershipStyle",
                              "statusNotificationPolicy": "canChangeOtherPolicyAttribute",
                              "linkPreviewPolicy": "canChangeOtherPolicyAttribute",
                              "assetPolicy": "canChangeOtherPolicyAttribute",
                              "loggingPolicy": "canChangeOtherPolicyAttribute",
                              "chatHistoryPolicy": "canChangeOtherPolicyAttribute",
                              "botPolicy": "canChangeOtherPolicyAttribute",
                              "messageExpirationPolicy": "canChangeOtherPolicyAttribute"}.items():
    given(f, "componentGuard", "who may change " + component, RP + "8.7", ["WF-07"], [component], capability)
for name, number in {"canUnban": 0x000b, "canUnBan": None, "canGrantVoice": None, "canRevokeVoice": None}.items():
    given(f, "capability", name, RP + "10.2", ["WF-08"], [name], number)
for name, listed in {"mimi://hub.example": True, "mimi://hub.example/u/alice": True, "mimi://hub.example/r/x": False,
                     "hub.example": False}.items():
    given(f, "listed", name, RP + "3", ["WF-24"], [name], listed)
for minimum, before, after, decision in [(1, 0, 0, "allowed"), (1, 0, 1, "allowed"), (2, 0, 1, "allowed"),
                                         (1, 1, 0, "role-minimum"), (2, 3, 2, "allowed"), (2, 2, 1, "role-minimum")]:
    given(f, "roleMinimum", f"minimum {minimum}, from {before} to {after}", RP + "3", ["WF-25"],
          [minimum, before, after], decision)
given(f, "annexMoves", "the enforcer of annex A.4 moves role 2 as it does all others", RP + "A.4", ["WF-26"],
      ["multi-organisation", "policy_enforcer"],
      [[0, [1]], [1, [0]]] + [[index, [0, 1]] for index in range(2, 9)])
given(f, "annexIncludes", "a speaker of annex A.3 may what an attendee may", RP + "A.3", ["WF-26"],
      ["audience", "speaker", "attendee"], True)
given(f, "annexIncludes", "a moderator of annex A.3 may what a speaker may", RP + "A.3", ["WF-26"],
      ["audience", "moderator", "speaker"], True)

# --- WF-14: hub keys by time

f = "hub-keys"
OLD, YOUNG = {"hubKey": "01" * 32, "from": 0, "until": 6_000_000}, {"hubKey": "02" * 32, "from": 6_000_000, "until": None}
for name, time, keys in [("in the midst of a period", 3_000_000, ["01" * 32]),
                         ("shortly before a change", 5_900_000, ["01" * 32, "02" * 32]),
                         ("at a change", 6_000_000, ["02" * 32, "01" * 32]),
                         ("shortly after a change", 6_299_999, ["02" * 32, "01" * 32]),
                         ("five minutes after a change", 6_300_000, ["02" * 32]),
                         ("before all periods", -300_001, [])]:
    given(f, "hubKeysFor", name, P + "5.9", ["WF-14"], [[OLD, YOUNG], time], keys)

# --- WF-18: rooms of fixed members

f = "fixed-membership-rooms"


def fixed(*users):
    return "dm-" + b64url(hashlib.sha256("\t".join(sorted(users)).encode()).digest())


for name, initiator, others, setting, hub in [
        ("two users", ALICE, [BOB], "initiator", "a.example"), ("the other begins", BOB, [ALICE], "initiator", "b.example"),
        ("at the first user's hub", BOB, [ALICE], "first-user", "a.example"),
        ("three users, in any order", CAROL, [BOB, ALICE], "initiator", "c.example")]:
    given(f, "fixedMembershipRoom", name, "decision WF-18", ["WF-18"], [initiator, others, setting],
          "mimi://" + hub + "/r/" + fixed(initiator, *others))
AT_A, AT_B = "mimi://a.example/r/" + fixed(ALICE, BOB), "mimi://b.example/r/" + fixed(ALICE, BOB)
given(f, "survivingRoom", "two hubs at once", "decision WF-18", ["WF-18"], [AT_B, AT_A], AT_A)
for name, asked, known, answer in [("the first room", AT_B, None, "success"),
                                   ("the same room again", AT_B, {"room": AT_B, "established": True}, "success"),
                                   ("a second one", AT_A, {"room": AT_B, "established": True}, "noConsentForThisRoom"),
                                   ("a race that it wins", AT_A, {"room": AT_B, "established": False}, "success"),
                                   ("a race that it loses", AT_B, {"room": AT_A, "established": False},
                                    "noConsentForThisRoom")]:
    given(f, "fixedMembershipConsent", name, P + "5.2", ["WF-18"], [asked, known], answer)
given(f, "fixedMembershipNameOf", "by which followers index it", "decision WF-18", ["WF-18"], [AT_B], fixed(ALICE, BOB))
given(f, "fixedMembershipNameOf", "a room with a name of its own", "decision WF-18", ["WF-18"], [ROOM], None)

# --- WF-20, WF-29, WF-30: forms of messages and of leaving

f = "forms"
for required, gateways, form in [(True, True, "new-content-type"), (True, False, "new-content-type"),
                                 (False, True, "application-message"), (False, False, "nothing")]:
    given(f, "statusForm", f"status, required {required}, gateways only {gateways}", P + "5.4", ["WF-20"],
          [{"newContentTypes": required, "gatewaysOnly": gateways}], form)
given(f, "statusMediaType", "media type of a status", P + "5.4", ["WF-20"], [],
      "application/vnd.mimi-gateway.status+cbor")
for age, present in [(0, True), (59_999, True), (60_000, False)]:
    given(f, "isStatusPresent", f"a status after {age} ms", P + "5.4", ["WF-20"], [1_000_000, 1_000_000 + age], present)
for name, members, form in [("all know SelfRemove", [[8, 9, 10], [10]], "self-remove"),
                            ("one does not", [[8, 9, 10], [8, 9]], "remove")]:
    given(f, "ownLeave", name, P + "3.5", ["WF-29"], [members], form)
given(f, "voidedRemovals", "removals that an external commit did not take in", P + "5.5", ["WF-29"],
      [["self-remove", "remove", "add", "remove"], [1]], [3])
for name, extension, due in [("SelfRemove is due, the rest is information", False, [0]),
                             ("all are due with the extension", True, [0, 1, 2])]:
    given(f, "dueInExternalCommit", name, P + "5.6", ["WF-30"], [["self-remove", "remove", "add"], extension], due)

# --- WF-33: message ids

f = "message-ids"
MESSAGE, SALT = bytes.fromhex("87505eed9406c2545547ab6f09f20a18b0034000a0f6a0"), bytes.fromhex("5eed9406c2545547ab6f09f20a18b003")


def message_id(sender, room):
    data = b"".join(len(uri).to_bytes(2, "big") + uri.encode() for uri in (sender, room))
    return b64url(b"\1" + hashlib.sha256(data + MESSAGE + SALT).digest()[:31])


for sender, room in [(ALICE, ROOM), (BOB, ROOM), (ALICE, AT_A)]:
    given(f, "messageIdOf", "by " + sender + " in " + room, "draft-ietf-mimi-content-08 §3.3", ["WF-33"],
          [sender, room, MESSAGE.hex(), SALT.hex()], message_id(sender, room))

# --- WF-32, WF-34: whose key it is

f = "provider-keys"
for identity, domain, theirs in [("mimi://hub.example", "hub.example", True),
                                 ("mimi://hub.example", "other.example", False),
                                 ("mimi://HUB.example", "hub.example", False), ("hub.example", "hub.example", False),
                                 ("mimi://hub.example/u/alice", "hub.example", False)]:
    given(f, "isKeyOfProvider", f"basic {identity} for {domain}", P + "4.2", ["WF-32"],
          [{"type": "basic", "identity": identity.encode().hex()}, domain], theirs)
for name, left, kept in [("a follower's last user leaves", ["b.example"], ["hub.example", "c.example"]),
                         ("the hub stays, whoever leaves", ["hub.example", "b.example", "c.example"], ["hub.example"]),
                         ("nobody leaves", [], ["hub.example", "b.example", "c.example"])]:
    given(f, "externalSendersWithout", name, P + "7.4", ["WF-34"],
          [["hub.example", "b.example", "c.example"], "hub.example", left], kept)

# --- WF-35: sections that have moved

f = "moved-sections"
for cites, current in {"draft-ietf-mimi-content §8.2": "draft-ietf-mimi-content-08 §9.2",
                       "draft-ietf-mimi-content §8.3": "draft-ietf-mimi-content-08 §4.3",
                       "draft-ietf-mls-extensions §7.6": "draft-ietf-mls-extensions §7.5",
                       "draft-ietf-mls-extensions §2.3": "draft-ietf-mls-extensions §6.2",
                       "draft-ietf-mls-extensions §2.2": None,
                       "draft-ietf-mls-extensions §2": "draft-ietf-mls-extensions §4"}.items():
    given(f, "movedSections", cites, "decision WF-35", ["WF-35"], [cites], current)

for file, entries in vectors.items():
    (here / f"{file}.json").write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
