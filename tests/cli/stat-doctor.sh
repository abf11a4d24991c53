# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Each rule finds what it is about, and says nothing of BTF that has nothing of it.
mkbtf=$FIXTURES/../tests/mkbtf
findings() {
	echo "* $1"
	btfkit stat "$1" | sed -n '/^\(error\|warning\|note\): /,$p'
}
"$mkbtf" plain.btf <<-end
	int int 4 32:1
end
findings plain.btf
# What only kernels are asked for
"$mkbtf" old.btf <<-end
	int int 4 32:1
	struct task_struct 4 pid:1:0
	func_proto - 1 -:0
	func bpf_wq_init 3 1
	enum cut 8 LOW:1 HIGH:0
	enum errors 4 OK:0 FAILED:-1
	enum flags 4 TOP:0x80000000
end
findings old.btf
"$mkbtf" new.btf <<-end
	ptr - 4
	func_proto - 4 -:0
	type_tag rcu 4
	int int 4 32:1
	decl_tag bpf_kfunc 7 -1
	enum,1 errors 4 OK:0 FAILED:-1
	func bpf_wq_init 2 1
	struct task_struct 4 pid:4:0
end
btfkit stat --json new.btf | jq -c '[.kfuncs, .findings[].rule]'
"$mkbtf" sorted.btf <<-end
	ptr - 2
	int int 4 32:1
	type_tag rcu 2
	typedef u32 2
	typedef u33 2
end
findings sorted.btf
"$mkbtf" forwards.btf <<-end
	fwd gone 0
	fwd other 0
	union other 4 a:4:0
	int int 4 32:1
	fwd kept 0
	struct kept 4 a:4:0
	fwd,1 number 7
end
findings forwards.btf
"$mkbtf" names.btf <<-end
	int signed_char 1 8:3
	ptr pointer 1
	struct Option<u8> 1 a:1:0
	struct $(printf 'x%.0s' {1..600}) 1 a:1:0
	array - 0 1:0:0
end
findings names.btf
"$mkbtf" twins.btf <<-end
	int int 4 32:1
	int long 8 64:1
	struct same 8 a:1:0 next:8:64
	struct same 8 a:1:0 next:9:64
	struct size 8 a:1:0
	struct size 16 a:1:0
	struct type 8 a:1:0
	ptr - 3
	ptr - 4
	struct type 8 a:2:0
	func_proto - 1 a:1
	func_proto - 1 b:1
	func run 11 0
	func run 12 0
	typedef to 3
	typedef to 5
	enum one 4 A:1
	enum one 4 A:2
	struct by 8 a:21:0 p:9:64
	struct by 8 a:22:0 p:9:64
	struct - 8 a:1:0 b:1:32
	struct - 8 a:1:0 c:1:32
end
findings twins.btf
"$mkbtf" layout.btf <<-end
	int int 4 32:1
	kind 20 novelty 7 1 2 3
	layout 0:0 4:0 0:0 12:4 0:12 0:12 0:8 0:0 0:0 0:0 0:0 0:0 0:0 0:8 4:0 0:12 0:0 4:0 0:0 0:12 0:4
end
findings layout.btf
