# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Several kernels: every member that any of them has, and copies of what one has otherwise.
mkbtf=$FIXTURES/../tests/mkbtf
"$mkbtf" vmlinux-6.1.0-56.btf <<-end
	int int 4 32:1
	int long 8 64:1
	struct task 24 state:2:0 pid:1:64 old:1:96 cpu:1:128
	ptr - 3
	struct same 16 task:4:0 pid:1:64
	struct grows 8 a:1:0 b:1:32
	enum mode 4 FAST:0 SLOW:1
	enum item 4 FIRST:0 SECOND:1
	typedef count 1
	int u8 1 8:0
	struct,1 bits 4 a:10:0:3 b:10:3:2 c:1:8:24
	union - 8 one:1:0 two:2:0
	struct nested 16 -:12:0 tail:1:64
	struct gone 4 a:1:0
	struct holds 40 task:3:0 grows:6:192 same:1:256
	func_proto - 1 task:4
	func get 16 1
	decl_tag bpf_kfunc 17 -1
	func_proto - 1 task:4 flags:1
	func put 19 1
	decl_tag bpf_kfunc 20 -1
	enum - 4 ANON_A:1 ANON_B:2
	struct shrinks 16 pid:1:0 name:2:64
end
"$mkbtf" vmlinux-6.12.117.btf <<-end
	int int 4 32:1
	int long 8 64:1
	struct task 24 __state:1:0 pid:1:32 fresh:4:64 cpu:10:128
	ptr - 3
	struct same 16 task:4:0 pid:1:64
	struct grows 12 a:1:0 b:1:32 c:1:64
	enum mode 4 FAST:0 MIDDLE:1 SLOW:2
	enum item 4 FIRST:0 THIRD:2
	typedef count 2
	int u8 1 8:0
	struct,1 bits 4 a:10:0:3 d:10:3:1 b:10:4:3 c:1:8:24
	union - 8 one:1:0 three:2:0
	struct nested 16 -:12:0 tail:1:64
	struct new 4 a:1:0
	struct holds 40 task:3:0 grows:6:192 same:1:288
	func_proto - 1 task:4
	func get 16 1
	decl_tag bpf_kfunc 17 -1
	func_proto - 1 task:4
	func put 19 1
	decl_tag bpf_kfunc 20 -1
	enum - 4 ANON_A:1 ANON_C:3
	struct shrinks 4 pid:1:0
end
top() { sed -n '2,/^ \*\/$/p' "$1" | sed '/btfkit:/d; /digest:/d'; }
types() { sed -n '/attribute push/,/attribute pop/p' "$1" | sed '1,2d' | head -n -2; }
btfkit header vmlinux-6.1.0-56.btf vmlinux-6.12.117.btf -o both.h || exit
top both.h
types both.h
grep '__ksym;' both.h
for c in 'clang -target bpf' 'gcc -std=c11' 'gcc -std=gnu2x'; do
	btfkit header --asserts vmlinux-6.1.0-56.btf vmlinux-6.12.117.btf -o asserts.h
	$c -Wall -Wextra -Werror -fsyntax-only -xc asserts.h || echo "$c: $?"
done
echo "== the order of sources changes nothing"
btfkit header vmlinux-6.12.117.btf vmlinux-6.1.0-56.btf | cmp - both.h
echo "== the same kernel twice, under two names: nothing to remark"
cp vmlinux-6.12.117.btf vmlinux-6.13.1.btf
btfkit header vmlinux-6.12.117.btf vmlinux-6.13.1.btf -o twice.h
btfkit header vmlinux-6.12.117.btf -o once.h
diff <(types once.h) <(types twice.h) && top twice.h

echo "== one program for old and new"
cat >p.bpf.c <<-end
	#include "vmlinux.h"
	int f(struct task *t, struct task___v6_1 *old)
	{
	#if __has_builtin(__builtin_preserve_field_info)
		if (__builtin_preserve_field_info(t->fresh, 2))
			return t->fresh->pid + t->__state + t->cpu;
	#endif
		return t->state + t->old + old->cpu + MIDDLE + FAST___v6_1;
	}
end
for fields in '' --fields; do
	# shellcheck disable=SC2086
	btfkit header $fields --for p.bpf.c vmlinux-6.1.0-56.btf vmlinux-6.12.117.btf -o vmlinux.h || exit
	types vmlinux.h
	clang -target bpf -Wall -Werror -O2 -g -c p.bpf.c -o p.o && btfkit dump --ext --json p.o | jq -r '.core_relo[].spec'
done
btfkit header --func put --type new vmlinux-6.1.0-56.btf vmlinux-6.12.117.btf | grep 'put\|struct new'

echo "== errors"
try() { btfkit header -o none.h "$@" || echo "$?"; }
try vmlinux-6.1.0-56.btf vmlinux-6.1.0-56.btf
try --type tusk vmlinux-6.1.0-56.btf vmlinux-6.12.117.btf
"$mkbtf" vmlinux-5.10.btf <<<'int long 4 32:1'
try vmlinux-5.10.btf vmlinux-6.12.117.btf
"$mkbtf" -b vmlinux-5.11.btf <<<'int long 8 64:1'
try vmlinux-5.11.btf vmlinux-6.12.117.btf
"$mkbtf" -s vmlinux-6.12.117.btf module.btf <<<'struct mine 4 a:1:0'
try vmlinux-6.1.0-56.btf vmlinux-6.12.117.btf module.btf
[ ! -e none.h ]
