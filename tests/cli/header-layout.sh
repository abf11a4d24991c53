# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Layouts, which BTF gives as offsets and sizes: what a compiler must be told to arrive there.
"$FIXTURES/../tests/mkbtf" layout.btf <<-end
	int int 4 32:1
	int long 8 64:1
	int char 1 8:1
	int short 2 16:1
	array - 0 1:1:0
	struct a_hole 12 a:1:0 b:1:64
	struct a_tail 16 a:2:0 b:3:64
	struct a_tail_too_long 16 a:1:0 b:1:32
	struct an_aligned_member 64 a:1:0 b:1:256
	struct packed 13 a:3:0 b:1:8 c:2:40
	struct packed_tail 5 a:1:0 b:3:32
	struct holds_packed 24 a:1:0 b:10:32
	struct aligned_packed 6 a:4:0 b:1:16
	struct overlapping 8 a:1:0 b:1:16
	union tail 16 a:1:0
	union packed_union 5 a:1:0 b:3:0
	struct,1 bitfields 8 a:1:0:3 b:1:8:4 c:1:40:2
	struct flexible 8 n:1:0 tail:5:32
	struct flexible_exact 4 n:1:0 tail:5:32
	struct empty 0
	struct bytes 7
	enum tiny 1 T:1
	enum,1 small 2 S:-1
	enum64,1 wide 8 W:-1
	int __int128 16 128:1
	struct with_int128 24 a:2:0 b:25:64
	array - 0 9:1:2
	struct array_of_aligned 128 a:27:0
end
# The declarations, without what stands around them
body() {
	btfkit header "$@" | sed -n '/attribute push/,/attribute pop/p' | sed '1,3d' | head -n -3
}
body layout.btf || exit
btfkit header --asserts -o layout.h layout.btf || exit
for std in gnu11 gnu2x; do
	gcc -std=$std -Wall -Werror -fsyntax-only -xc layout.h
	echo "gcc -std=$std: $?"
done
