# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Sources of all sorts, merged: raw BTF of both byte orders, a compressed one, ELF files; figures as JSON.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" little.btf <<-end
	int int 4 32:1
	ptr - 3
	fwd node 0
	func_proto - 1 n:2
	func count 4 1
end
"$mkbtf" -b big.btf <<-end
	struct node 16 next:2:0 value:3:64
	ptr - 1
	int int 4 32:1
	func_proto - 3 n:2
	func count 4 1
	var counter 3 1
	datasec .data 4 6:0:4
end
xz -k big.btf
printf 'int i;\n' | gcc -xc -c - -o empty.o
objcopy --add-section .BTF=little.btf empty.o little.o
btfkit dedup -q -o merged.btf little.btf big.btf.xz little.o || exit
btfkit dump merged.btf
echo 'big-endian'
btfkit dedup --byte-order big -o big-merged.btf little.btf big.btf little.o | sed 's/[0-9.]* seconds.*/TIME/'
btfkit dump big-merged.btf | cmp - <(btfkit dump merged.btf)
head -c 2 big-merged.btf | od -An -tx1
echo 'the byte order of the first'
btfkit dedup -q -o - big.btf little.btf | head -c 2 | od -An -tx1
echo 'JSON'
btfkit dedup --json -o json.btf little.btf big.btf |
	jq -c '.seconds |= (. >= 0 and . < 900) | .peak_bytes |= (. > 100000)'
cmp json.btf <(btfkit dedup -o - little.btf big.btf)
