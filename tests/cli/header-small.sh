# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A whole header, of a small BTF; the big-endian one is the same.
types='
	int int 4 32:1
	int long 8 64:1
	struct node 24 key:1:0 next:4:64 value:5:128
	ptr - 3
	typedef value_t 2
	enum color 4 RED:1 GREEN:2
	enum - 4 LIMIT:100'
"$FIXTURES/../tests/mkbtf" little.btf <<<"$types"
"$FIXTURES/../tests/mkbtf" -b big.btf <<<"$types"
btfkit header little.btf || exit
btfkit header little.btf | cmp - <(btfkit header big.btf)
