# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Ids and the order of types in the BTF do not matter: the same types give the same bytes.
"$FIXTURES/../tests/mkbtf" one.btf <<-end
	int int 4 32:1
	struct node 16 key:1:0 next:3:64
	ptr - 2
	typedef node_t 2
	struct pair 8 a:1:0 b:1:32
	struct pair 4 c:1:0
	struct user 16 p:8:0 q:9:64
	ptr - 5
	ptr - 6
	enum color 4 RED:1
	enum bright 4 RED:2
end
"$FIXTURES/../tests/mkbtf" two.btf <<-end
	struct user 16 p:7:0 q:5:64
	enum bright 4 RED:2
	typedef node_t 9
	struct pair 4 c:8:0
	ptr - 4
	struct pair 8 a:8:0 b:8:32
	ptr - 6
	int int 4 32:1
	struct node 16 key:8:0 next:10:64
	ptr - 9
	enum color 4 RED:1
end
# The declarations, without what stands around them
body() {
	btfkit header "$@" | sed -n '/attribute push/,/attribute pop/p' | sed '1,3d' | head -n -3
}
btfkit header one.btf | cmp - <(btfkit header two.btf)
body two.btf
