# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What is no BTF: the input is named, and what is wrong with it.
try() {
	btfkit dump "$1"
	echo "$1: $?"
}
cp "$FIXTURES/core_kinds.bpfel.o" a.o
"$FIXTURES/../tests/mkbtf" a.btf <"$FIXTURES/../tests/zoo.txt"
mkdir directory
: >empty
echo hello >text
printf '\x9f' >one-byte
printf 'int i 4 32:1\n' | "$FIXTURES/../tests/mkbtf" version.btf && printf '\2' | dd of=version.btf bs=1 seek=2 conv=notrunc status=none
try missing
try directory
try empty
try text
try one-byte
try version.btf
for size in 2 23 24 100 "$(($(stat -c %s a.btf) - 1))"; do
	head -c "$size" a.btf >"cut-$size.btf"
	try "cut-$size.btf"
done
head -c 63 a.o >cut.o
try cut.o
printf 'int i;\n' | gcc -xc -c - -o no-btf.o
try no-btf.o
try ''
try /dev/zero # has no end
