# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --type, --kind, --impact and --summary; the exit status is of what they leave.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" old.btf <<-end
	int int 4 32:1
	int long 8 64:1
	struct grown 4 a:1:0
	struct moved 8 a:1:0
	struct broken 8 a:1:0 b:1:32
	enum broken 4 ONE:1
	enum64 wide 8 WIDE:1
	func_proto - 1 a:1
	func broken 8 0
	func same 8 0
end
"$mkbtf" new.btf <<-end
	int int 4 32:1
	int long 8 64:1
	struct grown 8 a:1:0 b:1:32
	struct moved 8 a:1:32
	struct broken 8 a:1:0
	enum broken 4 ONE:2
	enum wide 4 WIDE:1
	func_proto - 1 a:2
	func same 8 0
	func_proto - 1 a:1
	func broken 10 0
	typedef came 1
end
try() {
	btfkit diff "$@" old.btf new.btf
	echo "$*: $?"
}
try --summary
try --summary --json
try --type broken
try --type 'struct broken' --type '*n'
try --kind enum
try --kind func,typedef
try --kind union
try --impact breaking
try --impact silent,none
try --type same
try --type 'func broken'
