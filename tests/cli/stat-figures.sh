# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What stat counts, as text and as JSON, of both byte orders, and of split BTF its own part.
mkbtf=$FIXTURES/../tests/mkbtf
for order in '' -b; do
	"$mkbtf" $order kernel.btf <<-end
		int int 4 32:1
		struct task 16 pid:1:0 next:3:64
		ptr - 2
		struct small 4 pid:1:0
		fwd gone 0
		func_proto - 1 task:3
		func bpf_task 6 1
		decl_tag bpf_kfunc 7 -1
	end
	"$mkbtf" $order -s kernel.btf module.btf <<-end
		struct state 24 owner:3:0 task:2:64
		struct small 8 pid:1:0 other:1:32
		ptr - 2
	end
	btfkit stat --top 2 kernel.btf || exit
	btfkit stat --base kernel.btf module.btf || exit
done
btfkit stat --json kernel.btf | jq . || exit
btfkit stat --json --base kernel.btf module.btf | jq '{base, types, shared_names, repeated_types, findings}'
echo 'no lists'
btfkit stat --top 0 kernel.btf | sed -n '/^kind/,$p'
