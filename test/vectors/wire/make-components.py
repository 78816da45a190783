"""Writes the vectors of the GroupContext's components, with the encoder of tls_presentation.py.

Python 3 without packages: python3 test/vectors/wire/make-components.py. The form of the files is in README.md.
"""

import json
import pathlib

from tls_presentation import opaque, optional, u, u16s, u32s, vector

here = pathlib.Path(__file__).parent
false, true = b"\0", b"\1"
OPTIONAL, REQUIRED, FORBIDDEN = b"\0", b"\1", b"\2"
vectors = {}


def good(file, name, section, decisions, decoded, data, of=None):
    entry = {"name": name, "section": section, "decisions": decisions}
    if of:
        entry["of"] = of
    vectors.setdefault(file, []).append({**entry, "decoded": decoded, "hex": data.hex()})


def bad(file, name, section, decisions, rule, data, of=None):
    entry = {"name": name, "section": section, "decisions": decisions}
    if of:
        entry["of"] = of
    vectors.setdefault(file, []).append({**entry, "refused": rule, "hex": data.hex()})


# --- content_media_types 0x0003

EXT = "draft-ietf-mls-extensions §6.2.2"


def media(kind, **parameters):
    return opaque(kind) + vector(*(opaque(name) + opaque(value) for name, value in parameters.items()))


def mediaJson(kind, **parameters):
    return {"type": kind, "parameters": [{"name": n, "value": v} for n, v in parameters.items()]}


f = "content-media-types"
good(f, "two types, one with a parameter", EXT, [],
     [mediaJson("application/mimi-content"), mediaJson("text/plain", charset="UTF-8")],
     vector(media("application/mimi-content"), media("text/plain", charset="UTF-8")))
good(f, "a parameter value that a header would quote", EXT, [],
     [mediaJson("text/x", p='a "b"\\')], vector(media("text/x", p='a "b"\\')))
bad(f, "an empty list", EXT, [], "content-media-types", vector())
bad(f, "no subtype", EXT, [], "content-media-types", vector(media("text")))
bad(f, "a parameter twice", EXT, [], "content-media-types",
    vector(opaque("a/b") + vector(opaque("p") + opaque("1"), opaque("P") + opaque("2"))))

# --- franking_agent 0x0021

P = "draft-ietf-mimi-protocol-06 §5.4.1"
f = "franking-agent"
good(f, "a basic credential", P, ["WF-28"],
     {"signatureKey": "01020304", "credential": {"type": "basic", "identity": b"mimi://mimi.example.org".hex()}},
     opaque(bytes([1, 2, 3, 4])) + u(2, 1) + opaque("mimi://mimi.example.org"))
good(f, "a certificate chain", P, ["WF-28"],
     {"signatureKey": "05", "credential": {"type": "x509", "certificates": ["3000", "300100"]}},
     opaque(b"\5") + u(2, 2) + vector(opaque(bytes.fromhex("3000")), opaque(bytes.fromhex("300100"))))
bad(f, "no key", P, ["WF-28"], "franking-agent", opaque(b"") + u(2, 1) + opaque("x"))

# --- participant_list 0x0022

P = "draft-ietf-mimi-protocol-06 §7.5"
f = "participant-list"


def entry(user, role):
    return opaque(user) + u(4, role)


alice, bob, cathy = ("mimi://a.example/u/" + name for name in ("alice", "bob", "cathy"))
good(f, "two participants", P, [], [{"user": alice, "role": 7}, {"user": bob, "role": 3}],
     vector(entry(alice, 7), entry(bob, 3)))
good(f, "a hub that holds a role", P, ["WF-24"], [{"user": "mimi://a.example", "role": 8}],
     vector(entry("mimi://a.example", 8)))
good(f, "changes, then removals by the index of before, then additions", P, ["WF-11"],
     {"changedRoleParticipants": [{"userIndex": 0, "role": 6}], "removedIndices": [1],
      "addedParticipants": [{"user": cathy, "role": 3}]},
     vector(u(4, 0) + u(4, 6)) + u32s(1) + vector(entry(cathy, 3)), of="update")

# --- room_metadata 0x0023

P = "draft-ietf-mimi-protocol-06 §7.6"
f = "room-metadata"


def metadata(uri, name, descriptions, avatar, subject, mood):
    rich = vector(*(opaque(a) + opaque(b) + opaque(c) for a, b, c in descriptions))
    return opaque(uri) + opaque(name) + rich + opaque(avatar) + opaque(subject) + opaque(mood)


room = "mimi://a.example/r/lobby"
good(f, "all fields", P, ["WF-05"],
     {"roomUri": room, "name": "Lobby", "descriptions": [
         {"mediaType": "", "language": "en", "content": "Hello"},
         {"mediaType": "text/markdown", "language": "fr", "content": "*Salut*"}],
      "avatar": "https://a.example/a.png", "subject": "Tea", "mood": "calm"},
     metadata(room, "Lobby", [("", "en", "Hello"), ("text/markdown", "fr", "*Salut*")],
              "https://a.example/a.png", "Tea", "calm"))
bad(f, "a NUL in the name", P, ["WF-05"], "malformed", metadata(room, "Lob\0by", [], "", "", ""))
bad(f, "a name that is not UTF-8", P, ["WF-05"], "malformed", metadata(room, b"\xff", [], "", "", ""))
bad(f, "an avatar without TLS", P, [], "metadata", metadata(room, "", [], "http://a.example/a.png", "", ""))

# --- mls_operational_policy 0x0024

RP = "draft-ietf-mimi-room-policy-03 §"
f = "mls-operational-policy"
lists = ["versions", "cipherSuites", "extensions", "proposals", "credentials", "wireFormats", "componentIds",
         "safeAadTypes"]


def capabilities(mediaTypes=(), contentTypes=(), **codes):
    return b"".join(u16s(*codes.get(name, [])) for name in lists) + vector(*mediaTypes) + vector(
        *(u(1, value) for value in contentTypes))


def capabilitiesJson(mediaTypes=(), contentTypes=(), **codes):
    return {**{name: codes.get(name, []) for name in lists}, "mediaTypes": list(mediaTypes),
            "contentTypes": list(contentTypes)}


def time(minimum, usual, maximum):
    return u(8, minimum) + u(8, usual) + u(8, maximum)


def timeJson(minimum, usual, maximum):
    return {"minimum": str(minimum), "default": str(usual), "maximum": str(maximum)}


def operational(mandatory, pending, formats=(1,), leaf=(0, 10, 20)):
    return (mandatory + capabilities() + capabilities(proposals=[5]) + u16s(*formats) + true + false + pending
            + time(*leaf) + u(1, 3) + u(2, 256) + u(4, 1000) + u(8, 7776000) + u(8, 31536000) + u(8, 3600)
            + time(1, 2, 3) + u(4, 50) + time(0, 0, 2 ** 64 - 1) + u(4, 99))


def operationalJson(mandatory, pending, formats=(1,)):
    return {"mandatory": mandatory, "default": capabilitiesJson(), "forbidden": capabilitiesJson(proposals=[5]),
            "handshakeFormats": list(formats), "externalProposalAllowed": True, "externalCommitAllowed": False,
            "pendingProposals": pending, "leafNodeUpdateTime": timeJson(0, 10, 20),
            "appMessages": {"epochTolerance": 3, "padToSize": 256, "maxGenerationsSkipahead": 1000},
            "maxKeyPackageLifetime": "7776000", "maxCredentialLifetime": "31536000", "resumptionPskLifetime": "3600",
            "senderNonceKeypairLifetime": timeJson(1, 2, 3), "maxKeypairs": 50,
            "bufferIncomingMessageTime": timeJson(0, 0, 2 ** 64 - 1), "maxBufferedMessages": 99}


delay = u(1, 2) + u(8, 100) + u(8, 2000)
delayJson = {"strategy": "random-delay", "minimum": "100", "maximum": "2000"}
good(f, "every list of capabilities, and a random delay", RP + "7.1", ["WF-05", "WF-23"],
     operationalJson(capabilitiesJson(
         versions=[1], cipherSuites=[1, 2], extensions=[6], proposals=[8, 10], credentials=[1], wireFormats=[1, 2],
         componentIds=[0x22], safeAadTypes=[0x20], mediaTypes=[mediaJson("application/mimi-content")],
         contentTypes=[1, 2, 3]), delayJson, (1, 2)),
     operational(capabilities(
         versions=[1], cipherSuites=[1, 2], extensions=[6], proposals=[8, 10], credentials=[1], wireFormats=[1, 2],
         componentIds=[0x22], safeAadTypes=[0x20], mediaTypes=[media("application/mimi-content")],
         contentTypes=[1, 2, 3]), delay, (1, 2)))
none, noneJson = capabilities(), capabilitiesJson()
good(f, "no strategy", RP + "7.1", [], operationalJson(noneJson, {"strategy": "unspecified"}),
     operational(none, u(1, 0)))
good(f, "committed at once", RP + "7.1", [], operationalJson(noneJson, {"strategy": "immediate-commit"}),
     operational(none, u(1, 1)))
good(f, "a strategy whose parameters are in another component", RP + "7.1", ["WF-23"],
     operationalJson(noneJson, {"strategy": "extension", "code": 240, "componentId": 0xF001}),
     operational(none, u(1, 240) + u(2, 0xF001)))
bad(f, "delays the wrong way round", RP + "7.1", [], "operational",
    operational(none, u(1, 2) + u(8, 5) + u(8, 4)))
bad(f, "a default time outside its bounds", RP + "7.1", [], "operational",
    operational(none, u(1, 0), leaf=(5, 4, 9)))
bad(f, "a proposal that is mandatory and forbidden", RP + "7.1", [], "operational",
    operational(capabilities(proposals=[5]), u(1, 0)))

# --- roles_list 0x0025 and preauth_list 0x0026


def role(index, name, description, held, least, most, leastActive, mostActive, changes):
    return (u(4, index) + opaque(name) + opaque(description) + u16s(*held) + u(4, least)
            + optional(None if most is None else u(4, most)) + u(4, leastActive)
            + optional(None if mostActive is None else u(4, mostActive))
            + vector(*(u(4, source) + u32s(*targets) for source, targets in changes)))


def roleJson(index, name, description, held, least, most, leastActive, mostActive, changes):
    return {"index": index, "name": name, "description": description, "capabilities": held,
            "minimumParticipants": least, "maximumParticipants": most, "minimumActiveParticipants": leastActive,
            "maximumActiveParticipants": mostActive,
            "authorizedRoleChanges": [{"from": s, "targets": t} for s, t in changes]}


banned = (1, "banned", "", [], 0, None, 0, 0, [])
chief = (7, "owner", "May do all.", [0x0000, 0x000B, 0x0501, 0xF001], 1, 9, 0, None, [(0, [1, 3]), (1, [0])])
good("roles-list", "a ban role, and one with private capabilities", RP + "3", ["WF-05", "WF-08"],
     [roleJson(*banned), roleJson(*chief)], vector(role(*banned), role(*chief)))
bad("roles-list", "an optional octet of 2", RP + "3", ["WF-05"], "malformed",
    vector(u(4, 1) + opaque("") + opaque("") + u16s() + u(4, 0) + b"\2"))


def claim(kind, name, value):
    return u(2, kind) + opaque(name) + opaque(value)


good("preauth-list", "an entry with a whole role, of which the index counts", RP + "4", ["WF-19"],
     [{"claims": [{"credentialType": 2, "id": "0603551d1e", "value": "01"}], "role": 7}],
     vector(vector(claim(2, bytes.fromhex("0603551d1e"), b"\1")) + role(*chief)))

# --- base_room_policy 0x0027


def base(parent, ids, dependent=None, most=None):
    dependent = bool(parent) if dependent is None else dependent
    return (false + (true if dependent else false) + vector(*(opaque(uri) for uri in parent)) + true
            + optional(None) + optional(None if most is None else u(4, most)) + false + true + true + u16s(*ids))


def baseJson(parent, ids, most=None):
    return {"fixedMembership": False, "parentDependent": parent != "", "parentRoom": parent, "multiDevice": True,
            "maxClients": None, "maxUsers": most, "pseudonymsAllowed": False, "persistentRoom": True,
            "discoverable": True, "policyComponents": ids}


f = "base-room-policy"
good(f, "no parent: an empty vector of URIs", RP + "5", ["WF-05", "WF-23"], baseJson("", [0x25, 0x26], 9),
     base([], [0x25, 0x26], most=9))
good(f, "a parent: a vector of one URI", RP + "5", ["WF-23"], baseJson(room, []), base([room], []))
bad(f, "two parents", RP + "5", ["WF-23"], "base-policy", base([room, room], []))
bad(f, "an empty URI as parent", RP + "5", ["WF-23"], "base-policy", base([""], []))
bad(f, "a boolean of 2", RP + "5", ["WF-05"], "malformed", b"\2" + base([], [])[1:])
bad(f, "an octet too many", RP + "5", [], "malformed", base([], []) + b"\0")

# --- status_notification_policy 0x0028

f = "status-notification-policy"
for code, name in ((0, "optional"), (1, "required"), (2, "forbidden")):
    good(f, f"{name} delivery notices, forbidden read receipts", RP + "6.1", ["WF-05", "WF-06"],
         {"deliveryNotifications": name, "readReceipts": "forbidden"}, u(1, code) + FORBIDDEN)
bad(f, "an optionality of 3", RP + "6.1", ["WF-06"], "malformed", u(1, 3) + OPTIONAL)

# --- join_link_policy 0x0029 and join_links 0x002A

f = "join-link-policy"
uri = "https://a.example/links"
good(f, "links on request, with the URI that is asked", RP + "6.2", ["WF-05", "WF-23"],
     {"onRequest": True, "requestUri": uri, "multiuser": False, "expiration": 3600},
     true + opaque(uri) + false + u(4, 3600))
good(f, "links of members, for many", RP + "6.2", ["WF-05", "WF-23"],
     {"onRequest": False, "requestUri": "", "multiuser": True, "expiration": 0}, false + opaque("") + true + u(4, 0))
bad(f, "a request address that is no URI", RP + "6.2", [], "join-link-policy",
    true + opaque("no uri") + false + u(4, 1))
f = "join-links"
good(f, "two links", RP + "6.2", ["WF-05"], ["6162", "ff00"], vector(opaque("ab"), opaque(b"\xff\0")))
good(f, "an update: indices that go, links that come", RP + "6.2", ["WF-05"],
     {"removedIndices": [1, 0], "addedLinks": ["63"]}, u32s(1, 0) + vector(opaque("c")), of="update")
bad(f, "an index twice", RP + "6.2", [], "join-links", u32s(1, 1) + vector(), of="update")

# --- link_preview_policy 0x002B

f = "link-preview-policy"
good(f, "a proxy that must be used", RP + "6.3", ["WF-06", "WF-23"],
     {"autodetectHyperlinks": "forbidden", "sendPreviews": "optional", "automaticPreviews": "required",
      "proxyUse": "required", "proxy": "https://p.example/"},
     FORBIDDEN + OPTIONAL + REQUIRED + REQUIRED + vector(opaque("https://p.example/")))
good(f, "no proxy: nothing follows", RP + "6.3", ["WF-06"],
     {"autodetectHyperlinks": "optional", "sendPreviews": "forbidden", "automaticPreviews": "forbidden",
      "proxyUse": "forbidden", "proxy": ""}, OPTIONAL + FORBIDDEN + FORBIDDEN + FORBIDDEN)
bad(f, "mandatory detection of links", RP + "6.3", [], "link-previews", REQUIRED + OPTIONAL + OPTIONAL + FORBIDDEN)
bad(f, "an optional proxy that is not named", RP + "6.3", ["WF-23"], "link-previews",
    OPTIONAL + OPTIONAL + OPTIONAL + OPTIONAL + vector())
bad(f, "a forbidden proxy that is named", RP + "6.3", ["WF-06"], "malformed",
    OPTIONAL + OPTIONAL + OPTIONAL + FORBIDDEN + vector(opaque("https://p.example/")))

# --- asset_policy 0x002C


def assets(location, domains, allowed, forbidden, usual, never, permitted, sizes=(1, 2, 3, 4)):
    return (u(1, location)
            + vector(*(opaque(p) + vector(*(opaque(d) for d in ds)) for p, ds in domains))
            + vector(*(u(1, k) for k in allowed)) + vector(*(u(1, k) for k in forbidden)) + u(1, usual)
            + b"".join(u(8, size) for size in sizes) + vector(*never) + vector(*permitted))


f = "asset-policy"
good(f, "uploads to the own provider, a list of permitted types", RP + "6.4", ["WF-05", "WF-23"],
     {"uploadLocation": "localProvider",
      "uploadDomains": [{"provider": "a.example", "destinations": ["up.a.example", "cdn.a.example"]},
                        {"provider": "b.example", "destinations": []}],
      "download": {"allowed": ["hubProxy", "ohttp"], "forbidden": ["direct"], "default": "ohttp"},
      "maxImage": "1", "maxAudio": "2", "maxVideo": "3", "maxAttachment": str(2 ** 64 - 1),
      "forbiddenMediaTypes": [mediaJson("text/html")], "permittedMediaTypes": [mediaJson("image/png")]},
     assets(1, [("a.example", ["up.a.example", "cdn.a.example"]), ("b.example", [])], [1, 2], [0], 2,
            [media("text/html")], [b"\1" + media("image/png")], (1, 2, 3, 2 ** 64 - 1)))
good(f, "anywhere, and every type", RP + "6.4", ["WF-23"],
     {"uploadLocation": "unspecified", "uploadDomains": [],
      "download": {"allowed": [], "forbidden": [], "default": "direct"},
      "maxImage": "1", "maxAudio": "2", "maxVideo": "3", "maxAttachment": "4", "forbiddenMediaTypes": [],
      "permittedMediaTypes": None}, assets(0, [], [], [], 0, [], []))
bad(f, "a permitted type that is not there", RP + "6.4", ["WF-23"], "assets", assets(0, [], [], [], 0, [], [b"\0"]))
bad(f, "a default that is forbidden", RP + "6.4", [], "assets", assets(0, [], [], [1], 1, [], []))
bad(f, "a default that is not allowed", RP + "6.4", [], "assets", assets(0, [], [0], [], 1, [], []))
bad(f, "a type that is allowed and forbidden", RP + "6.4", [], "assets", assets(0, [], [0, 1], [1], 0, [], []))
bad(f, "the hub and somebody else", RP + "6.4", [], "assets",
    assets(2, [("a.example", []), ("b.example", [])], [], [], 0, [], []))
bad(f, "a provider twice", RP + "6.4", [], "assets",
    assets(1, [("a.example", []), ("a.example", [])], [], [], 0, [], []))
bad(f, "an upload location of 3", RP + "6.4", [], "malformed", assets(3, [], [], [], 0, [], []))

# --- logging_policy 0x002D

f = "logging-policy"
logger = "mimi://a.example/u/logger"
good(f, "required, with a logger", RP + "6.5", ["WF-06"],
     {"logging": "required", "loggers": [logger], "machineReadablePolicy": "",
      "humanReadablePolicy": "https://a.example/policy"},
     REQUIRED + vector(opaque(logger)) + opaque("") + opaque("https://a.example/policy"))
good(f, "forbidden: nothing follows", RP + "6.5", ["WF-06"],
     {"logging": "forbidden", "loggers": [], "machineReadablePolicy": "", "humanReadablePolicy": ""}, FORBIDDEN)
bad(f, "required, and nobody logs", RP + "6.5", [], "logging", REQUIRED + vector() + opaque("") + opaque(""))
bad(f, "two loggers of a provider", RP + "6.5", [], "logging",
    OPTIONAL + vector(opaque(logger), opaque(logger + "2")) + opaque("") + opaque(""))

# --- chat_history_policy 0x002E

f = "chat-history-policy"
good(f, "a week, by two roles, by itself", RP + "6.6", ["WF-06"],
     {"sharing": "optional", "rolesThatCanShare": [3, 7], "automaticallyShare": True, "maxTimePeriod": 604800},
     OPTIONAL + u32s(3, 7) + true + u(4, 604800))
good(f, "forbidden: nothing follows", RP + "6.6", ["WF-06"],
     {"sharing": "forbidden", "rolesThatCanShare": [], "automaticallyShare": False, "maxTimePeriod": 0}, FORBIDDEN)
bad(f, "forbidden, with the zeros of the text", RP + "6.6", ["WF-06"], "malformed",
    FORBIDDEN + u32s() + false + u(4, 0))
bad(f, "the banned share", RP + "6.6", [], "history", REQUIRED + u32s(1) + false + u(4, 1))

# --- bot_policy 0x002F


def bot(name, description, homepage, local, index, target, each):
    return (opaque(name) + opaque(description) + opaque(homepage) + u(1, local) + u(4, index) + u(1, target)
            + u(1, each))


f = "bot-policy"
good(f, "one in the room, one beside somebody's client", RP + "6.7", ["WF-05"],
     {"allowedBots": [
         {"name": "poker", "description": "Deals.", "homepage": "https://a.example/", "localClient": False,
          "role": 3, "canTargetMessage": True, "perUserContent": True},
         {"name": "notes", "description": "", "homepage": "", "localClient": True, "role": 0,
          "canTargetMessage": False, "perUserContent": False}]},
     vector(bot("poker", "Deals.", "https://a.example/", 0, 3, 1, 1), bot("notes", "", "", 1, 0, 0, 0)))
good(f, "no bots", RP + "6.7", [], {"allowedBots": []}, vector())
bad(f, "a local bot with a role", RP + "6.7", [], "bots", vector(bot("x", "", "", 1, 3, 0, 0)))

# --- message_expiration_policy 0x0030

f = "message-expiration-policy"
good(f, "required, with a default", RP + "6.8", ["WF-05", "WF-06"],
     {"expiring": "required", "minimum": 60, "maximum": 3600, "default": 600},
     REQUIRED + u(4, 60) + u(4, 3600) + optional(u(4, 600)))
good(f, "optional, without one", RP + "6.8", ["WF-05"],
     {"expiring": "optional", "minimum": 0, "maximum": 2 ** 32 - 1, "default": None},
     OPTIONAL + u(4, 0) + u(4, 2 ** 32 - 1) + optional(None))
good(f, "forbidden: nothing follows", RP + "6.8", ["WF-06"],
     {"expiring": "forbidden", "minimum": 0, "maximum": 0, "default": None}, FORBIDDEN)
bad(f, "forbidden, with the zeros of the text", RP + "6.8", ["WF-06"], "malformed",
    FORBIDDEN + u(4, 0) + u(4, 0) + b"\0")
bad(f, "a minimum above the maximum", RP + "6.8", [], "expiration", REQUIRED + u(4, 2) + u(4, 1) + b"\0")
bad(f, "a default above the maximum", RP + "6.8", [], "expiration",
    REQUIRED + u(4, 1) + u(4, 2) + optional(u(4, 3)))

for file, entries in vectors.items():
    text = json.dumps(entries, indent=2, ensure_ascii=False)
    (here / f"{file}.json").write_text(text + "\n")
