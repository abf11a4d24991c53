# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --users: what holds a type, points to it, takes or returns it.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	struct node 8 a:1:0 b:1:32
	ptr - 2
	array - 0 2:1:2
	struct holder 40 pair:4:0 next:3:128 call:7:192 a:1:256
	func_proto - 1 node:3
	ptr - 6
	func takes 6 1
	func_proto - 3
	func gives 9 0
	typedef node_t 2
	var first 3 1
	union node 4 a:1:0
	struct lonely 4 a:1:0
	struct with_union 4 u:13:0
	struct a*b 4 a:1:0
	struct star 4 s:16:0
	typedef named_t 19
	struct - 4 x:1:0
	struct holds_named 4 n:18:0
end
btfkit layout --users 'struct node' kernel.btf || exit
btfkit layout --users lonely 'union node' named_t --type 'struct a[*]b' kernel.btf || exit
btfkit layout --users --json 'struct node' kernel.btf | jq -c '.types[].users | to_entries[]'
btfkit layout --users --holes kernel.btf
echo "=> $?"
btfkit layout --users --sort size --top 1 kernel.btf
btfkit layout --users --map node kernel.btf
echo "=> $?"
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit layout --users '*' vmlinux.btf
echo "=> $?"
btfkit layout --users rb_root_cached vmlinux.btf | grep '^/\*'
