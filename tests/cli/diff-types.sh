# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Two small kernels that differ in every way: as text, and as JSON.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" old.btf <<-end
	int int 4 32:1
	int long 8 64:1
	int char 1 8:2
	struct same 8 a:1:0 b:1:32
	struct,1 task 80 state:1:0:0 flags:1:32:3 more:1:35:5 first:2:64:0 second:2:128:0 third:2:192:0 fourth:2:256:0 fifth:2:320:0 name:7:384:0 gone:1:512:0 :8:544:0 info:9:576:0
	struct gone 4 a:1:0
	array - 0 3:1:16
	union - 4 x:1:0 y:3:0
	struct - 8 low:1:0 high:1:32
	enum list 4 ONE:1 TWO:2 THREE:3 LAST:4
	func_proto - 1 a:1 b:2
	func call 11 0
	func left 11 0
	typedef number 1
	typedef pair_t 9
	var counter 1 1
	struct either 4 a:1:0
	fwd incomplete 0
end
"$mkbtf" new.btf <<-end
	fwd,1 gone 0
	struct incomplete 4 a:7:0
	union either 4 a:7:0
	var counter 6 1
	typedef pair_t 11
	int long 8 64:1
	int int 4 32:1
	enum64 list 8 ONE:1 TWO:3 DREI:4294967296 LAST:18446744073709551615 FIVE:5
	func_proto - 7 x:6 y:6
	func call 9 0
	struct - 8 low:7:0 high:6:32
	struct,1 task 96 state:13:0:0 flags:7:32:4 more:7:36:5 first:6:128:0 second:6:192:0 third:6:256:0 fourth:6:320:0 fifth:6:384:0 comm:14:448:0 came:7:576:0 in:15:608:0 info:11:640:0
	int unsigned_int 4 32:0
	array - 0 16:7:16
	union - 4 x:7:0 y:16:0
	int char 1 8:2
	typedef number 7
	struct same 8 b:7:32 a:7:0
	func arrived 9 0
end
btfkit diff old.btf new.btf
echo "=> $?"
btfkit diff --json old.btf new.btf >diff.json
echo "=> $?"
jq -c '.schema, .old, .new, .summary, (.types[] | del(.members, .values)), (.types[].members[]), (.types[].values[])' diff.json || exit
jq -c '.types[0] | keys_unsorted' diff.json
btfkit diff --color always --type call old.btf new.btf | od -An -c
