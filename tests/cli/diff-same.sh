# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# No differences: exit 0, and it is said. Neither ids, the order of members nor FWDs are one.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" a.btf <<-end
	int int 4 32:1
	struct pair 8 a:1:0 b:1:32
	fwd away 0
	func_proto - 1 a:1
	func call 4 1
	struct holder 8 :7:0 :8:32
	union - 4 x:1:0 y:1:0
	struct - 4 z:1:0
end
"$mkbtf" b.btf <<-end
	func call 2 0
	func_proto - 3 other_name:3
	int int 4 32:1
	struct pair 8 b:3:32 a:3:0
	struct holder 8 z:3:32 y:3:0 x:3:0
	fwd,1 elsewhere 0
end
for pair in 'a.btf a.btf' 'a.btf b.btf' 'b.btf a.btf'; do
	# shellcheck disable=SC2086 # two words
	btfkit diff $pair
	echo "=> $?"
done
btfkit diff --json a.btf b.btf
echo "=> $?"
btfkit diff a.btf - <b.btf
echo "=> $?"
btfkit diff --summary a.btf a.btf
echo "=> $?"
