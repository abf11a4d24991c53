# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A damaged .BTF.ext is refused with its place, and leaves no output file.
at=$(readelf -SW "$FIXTURES/core_kinds.bpfel.o" | sed -n 's/.* \.BTF\.ext *PROGBITS *[0-9a-f]* \([0-9a-f]*\) .*/\1/p')
[ "$at" ] || { echo 'no readelf'; exit 77; }

# Overwrites the word that stands $1 bytes into .BTF.ext
damage() {
	cp "$FIXTURES/core_kinds.bpfel.o" bad.o
	printf '\377\377\377\377' | dd of=bad.o bs=1 seek=$((0x$at + $1)) conv=notrunc status=none
	btfkit dump --ext -o out bad.o
	echo "$1: $?"
}

damage 0
damage 4
damage 8
damage 32
damage 36
damage 40
damage 48
ls
