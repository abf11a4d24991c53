# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Layouts as text: gaps, bitfields, cache lines, nested records, typedefs, unions, globs.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	int long 8 64:1
	int char 1 8:2
	ptr - 1
	array - 0 2:1:12
	struct,1 sample 136 a:3:0 flag:1:32:3 level:1:40:4 b:2:64 long_array:5:128 last:1:992 tail:3:1024:0
	union - 8 x:1:0 y:2:0
	struct - 16 first:7:0 second:1:96
	struct outer 48 :7:0 in:8:64 pair_t:10:192 p:4:320
	struct - 16 first:1:0 second:2:64
	typedef pair_t 10
	union either 8 number:2:0 byte:3:0
	array - 0 8:1:2
	struct array_of 32 elements:13:0
	typedef number 2
	func_proto - 1 first:2 -:0
	ptr - 16
	struct callbacks 8 call:17:0
	struct empty 0
end
btfkit layout sample kernel.btf || exit
btfkit layout --cacheline 32 sample kernel.btf | grep cacheline || exit
btfkit layout outer pair_t 'union *' kernel.btf || exit
btfkit layout --expand outer kernel.btf || exit
btfkit layout --type array_of --type callbacks --type empty kernel.btf || exit
echo 'the same from elsewhere'
btfkit layout sample kernel.btf >wanted
btfkit layout sample - <kernel.btf | cmp - wanted
cp kernel.btf sample # a file that is called like a type
btfkit layout sample sample | cmp - wanted
btfkit layout -o out sample kernel.btf && cmp out wanted
for when in auto never; do
	btfkit layout --color $when sample kernel.btf | cmp - out
done
NO_COLOR=1 btfkit layout sample kernel.btf | cmp - out
btfkit layout --color always empty kernel.btf | od -An -c
