"""The TLS presentation language as RFC 9420 section 2.1 has it, for the programs beside this one that write vectors: an
encoder that shares nothing with ours in TypeScript."""


def u(size, value):
    return value.to_bytes(size, "big")


def length(count):
    # RFC 9420 section 2.1.2
    if count < 64:
        return bytes([count])
    if count < 16384:
        return u(2, 0x4000 | count)
    return u(4, 0x80000000 | count)


def opaque(data):
    data = data.encode() if isinstance(data, str) else data
    return length(len(data)) + data


def vector(*items):
    return opaque(b"".join(items))


def optional(item):
    return b"\0" if item is None else b"\1" + item


def u16s(*values):
    return vector(*(u(2, value) for value in values))


def u32s(*values):
    return vector(*(u(4, value) for value in values))
