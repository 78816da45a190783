"""Judges messages by the CDDL of draft-ietf-mimi-content.

Arguments: the CDDL file, the rule. Standard input: messages, each behind its length in 4 octets. Standard output: JSON
with the number of messages and those that the CDDL does not allow, by their position.
"""
import json
import re
import sys

from zcbor.zcbor.zcbor import CddlParser, CddlValidationError, DataTranslator

# zcbor reads most of CDDL (RFC 8610). What it does not is written in another way that means the same:
SPELLINGS = (
    (re.compile(r";.*"), ""),
    # a cut only matters where the same key would also match a later entry, which makes this reading the wider one
    (re.compile(r"&\(\w+: (\d+)\) \^ =>"), r"\1 =>"),
    # sockets that nobody plugs into hold nothing (RFC 8610, section 3.9)
    (re.compile(r"\* \$\$\w+,"), ""),
    (re.compile(r" / \$\w+"), ""),
)
# a choice from a group of named values is a choice of the values (RFC 8610, section 2.2.2.2)
NAMED_VALUES = re.compile(r"&\(([^)]*)\)")
NAMED_VALUE = re.compile(r":\s*([\d.]+)")

# zcbor puts an end to what CDDL repeats without one, and takes the longer the later that end is
MOST_REPETITIONS = 16


def schema(path, rule):
    with open(path, encoding="utf-8") as file:
        cddl = file.read()
    for pattern, spelling in SPELLINGS:
        cddl = pattern.sub(spelling, cddl)
    cddl = NAMED_VALUES.sub(lambda match: f"({' / '.join(NAMED_VALUE.findall(match.group(1)))})", cddl)
    return DataTranslator.from_cddl(f"null = nil\n{cddl}", MOST_REPETITIONS).my_types[rule]


def messages(stream):
    while head := stream.read(4):
        yield stream.read(int.from_bytes(head, "big"))


def refusal(judge, message):
    """Why a message is not allowed; None when it is."""
    in_words = CddlParser.mrepr
    # The words for each alternative that does not fit take most of the time: they are made when all are out.
    CddlParser.mrepr = lambda *_: ""
    try:
        judge.validate_str(message)
        return None
    except CddlValidationError:
        pass
    finally:
        CddlParser.mrepr = in_words
    try:
        judge.validate_str(message)
    except CddlValidationError as error:
        return str(error)[:500]
    raise AssertionError("refused once and allowed the next time")


def main():
    judge = schema(sys.argv[1], sys.argv[2])
    reasons = [refusal(judge, message) for message in messages(sys.stdin.buffer)]
    refused = [{"at": at, "why": why} for at, why in enumerate(reasons) if why is not None]
    json.dump({"count": len(reasons), "refused": refused}, sys.stdout)


main()
