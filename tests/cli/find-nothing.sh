# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Nothing found: exit 1, nothing on standard output, on standard error what is near, unless -q.
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
"$FIXTURES/../tests/mkbtf" -s zoo.btf split.btf <<-end
	struct mine 16 node:3:0
end
try() {
	btfkit find "$@"
	echo "$*: $?"
}
try noed zoo.btf
try -q noed zoo.btf
try node.nxet zoo.btf
try node.next.a zoo.btf
try nod.next zoo.btf
try 'union node' zoo.btf
try 'zz*' zoo.btf
try -E '^zz' zoo.btf
try --in members node zoo.btf
try --kind UNION node zoo.btf
try --users noed zoo.btf
try --users away zoo.btf
try --base zoo.btf node.next split.btf
try --json -q noed zoo.btf
