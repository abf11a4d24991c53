# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Trimmed by name: what is held by value is whole, what is pointed to is declared, or followed.
"$FIXTURES/../tests/mkbtf" types.btf <<-end
	int int 4 32:1
	struct leaf 4 value:1:0
	ptr - 2
	struct node 24 next:5:0 leaf:3:64 color:11:128
	ptr - 4
	struct holder 32 node:4:0 leaf:2:192
	struct stranger 4 value:1:0
	func_proto - 1 node:5
	func node_color 8 0
	func_proto - 0
	enum color 4 RED:1
	enum shade 4 DARK:1
end
body() {
	echo "== $*"
	btfkit header "$@" types.btf | sed '1,/__has_attribute(x)/d' | grep -v '^#'
}
body --type holder
body --type node --depth 1
body --type leaf --type 'enum s*'
body --func node_color
echo "== nowhere"
btfkit header --type holdr types.btf || echo "$?"
btfkit header --func holder types.btf || echo "$?"
btfkit header --kfuncs types.btf || echo "$?"
btfkit header --depth 1 types.btf || echo "$?"
btfkit header --full --depth 1 --type leaf types.btf || echo "$?"
btfkit header --depth x --type leaf types.btf || echo "$?"
# not even a file
btfkit header --type holdr -o out.h types.btf || [ ! -e out.h ]
