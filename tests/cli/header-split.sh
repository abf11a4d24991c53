# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Split BTF: the header holds the base's types and its own, each once.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct task 16 pid:1:0 next:3:64
	ptr - 2
end
"$mkbtf" -s kernel.btf module.btf <<-end
	struct state 24 owner:3:0 task:2:64
	struct task 16 pid:1:0 next:6:64
	ptr - 5
end
# The declarations, without what stands around them
body() {
	btfkit header "$@" | sed -n '/attribute push/,/attribute pop/p' | sed '1,3d' | head -n -3
}
body --base kernel.btf module.btf || exit
btfkit header -o out module.btf
echo $?
[ ! -e out ]
