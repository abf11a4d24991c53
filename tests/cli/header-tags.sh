# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Type tags are clang's, and come through macros; a prototype returns pointers to functions.
"$FIXTURES/../tests/mkbtf" tags.btf <<-end
	int int 4 32:1
	type_tag user 1
	ptr - 2
	struct tagged 8 pointer:3:0
	ptr - 6
	func_proto - 5 self:3
	typedef handler_t 5
	array - 0 5:1:3
	struct ops 32 one:5:0 three:8:64
	const - 3
	volatile - 10
	struct qualified 8 pointer:11:0
	fwd elsewhere 0
	ptr - 13
	restrict - 14
	struct holds 8 pointer:15:0
end
# The declarations, without what stands around them
body() {
	btfkit header "$@" | sed -n '/attribute push/,/attribute pop/p' | sed '1,3d' | head -n -3
}
body tags.btf
btfkit header tags.btf | grep -A 3 __has_attribute.btf_type_tag
