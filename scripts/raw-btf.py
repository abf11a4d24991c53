#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The raw BTF of a kernel image, found in another way than btfkit's: each place in the file that looks like
# a compressed stream is given to that compression's own program, and the longest BTF among what comes out
# (or in the file as it is) is written. For scripts/check-kernels.
#
#	scripts/raw-btf.py IMAGE OUTPUT
import lzma
import re
import struct
import subprocess
import sys
import zlib


def xz(data):
    return lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(data)


def gzip(data):
    return zlib.decompressobj(wbits=31).decompress(data)


def by_program(*command):
    # What came out before the bytes behind the stream made the program fail is what counts
    return lambda data: subprocess.run(command, input=data, capture_output=True, check=False).stdout


STREAMS = {
    b"\xfd7zXZ\0": xz,
    b"\x1f\x8b\x08": gzip,
    b"\x28\xb5\x2f\xfd": by_program("zstd", "-dc"),
    b"\x02\x21\x4c\x18": by_program("lz4", "-dc"),
}


def forms(data):
    yield data
    for magic, decompress in STREAMS.items():
        for match in re.finditer(re.escape(magic), data):
            try:
                out = decompress(data[match.start():])
            except (lzma.LZMAError, zlib.error):
                continue
            if len(out) > 1 << 20:
                yield out


def btfs(data):
    for order, magic in ("<", b"\x9f\xeb\x01\x00"), (">", b"\xeb\x9f\x01\x00"):
        for match in re.finditer(re.escape(magic), data):
            at = match.start()
            if at + 24 > len(data):
                continue
            header, type_at, types, str_at, strings = struct.unpack_from(order + "5I", data, at + 4)
            if header in (24, 32) and type_at == 0 and str_at == types and types % 4 == 0:
                btf = data[at:at + header + types + strings]
                if len(btf) == header + types + strings and btf[-1] == 0 and btf[header + types] == 0:
                    yield btf


with open(sys.argv[1], "rb") as image:
    found = [btf for form in forms(image.read()) for btf in btfs(form)]
if not found:
    sys.exit("no BTF in it")
with open(sys.argv[2], "wb") as output:
    output.write(max(found, key=len))
