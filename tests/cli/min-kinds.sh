# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Every kind of relocation on a kernel that has moved, added and lost things: what is kept of it.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int u32 4 32
	int int 4 32:1
	int long 8 64:1
	int short 2 16:1
	int char 1 8:1
	array - 0 3:1:4
	struct inner 48 added:3:0 first:2:64 values:6:128
	array - 0 7:1:3
	struct - 4 low:4:0 high:4:16
	union - 4 number:2:0 -:9:0
	ptr - 14
	array - 0 5:1:0
	typedef inner_t 7
	struct,1 outer 256 unused:3:0:0 level:2:64:7 flags:1:71:5 inner:13:128:0 several:8:512:0 -:10:1664:0 next:11:1728:0 tail:12:1792:0
	array - 0 2:1:3
	array - 0 15:1:2
	struct - 28 x:2:0 y:16:32
	typedef anonymous_t 17
	array - 0 5:1:20
	typedef buffer_t 19
	enum,1 color 4 RED:1 BLUE:9 GREEN:-3
	enum64 wide 8 NARROW:0 OTHER:7 WIDE:2199023255552
	struct lonely 8 next:11:0
	fwd,1 either 0
end
btfkit min "$FIXTURES/core_kinds.bpfel.o" kernel.btf -o out.btf
echo "status $?"
btfkit dump out.btf
echo 'big-endian'
"$FIXTURES/../tests/mkbtf" -b big.btf <<-end
	int int 4 32:1
	struct inner 48 first:1:64
end
btfkit min -q --json big.btf "$FIXTURES/core_kinds.bpfeb.o" -o big.min.btf | jq -c '.results[] | del(.kernel)'
btfkit dump big.min.btf
od -An -tx1 -N4 big.min.btf
echo 'of the other byte order'
btfkit min -q big.btf "$FIXTURES/core_kinds.bpfel.o" -o wrong.btf
echo "status $?"
[ ! -e wrong.btf ]
