# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Several types of one name: the plain name stays with the one most referred to, others get ___2 and on,
# a flavor, which CO-RE ignores. Equal ones become one, a FWD is the complete type of its name.
"$FIXTURES/../tests/mkbtf" names.btf <<-end
	int int 4 32:1
	struct pair 8 a:1:0 b:1:32
	struct pair 4 c:1:0
	struct pair 8 a:1:0 b:1:32
	fwd pair 0
	fwd,1 pair 0
	struct user 48 big:8:0 small:9:64 equal:10:128 fwd:11:192 union:12:256 more:8:320
	ptr - 2
	ptr - 3
	ptr - 4
	ptr - 5
	ptr - 6
	# the name space of enumerators and typedefs
	enum color 4 RED:1 GREEN:2
	enum paint 4 RED:1 WALL:3
	typedef WALL 1
	# tags and typedefs have a name space each
	typedef pair 1
end
# The declarations, without what stands around them
body() {
	btfkit header "$@" | sed -n '/attribute push/,/attribute pop/p' | sed '1,3d' | head -n -3
}
body names.btf
