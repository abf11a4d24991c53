# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Types without a name are written where they are used, or are named after their content where C needs a
# name: an enumeration that is used twice, a struct in a parameter list.
"$FIXTURES/../tests/mkbtf" anonymous.btf <<-end
	int int 4 32:1
	struct outer 12 -:3:0 named:4:32 last:1:64
	union - 4 i:1:0 parts:5:0
	struct - 4 x:1:0
	struct - 4 y:1:0
	enum - 4 ONE:1 TWO:2
	struct twice 8 first:6:0 second:6:32
	typedef ops_t 9
	struct - 8 call:10:0
	ptr - 11
	func_proto - 1 arg:12
	ptr - 13
	struct - 4 z:1:0
	enum - 4 LONELY:7
	typedef color_t 16
	enum - 4 RED:1 GREEN:2
	struct painted 8 color:15:0 same:16:32
end
# The declarations, without what stands around them
body() {
	btfkit header "$@" | sed -n '/attribute push/,/attribute pop/p' | sed '1,3d' | head -n -3
}
body anonymous.btf
