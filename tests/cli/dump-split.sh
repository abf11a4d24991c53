# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Split BTF, whose ids and names go on where its base's end: with --base its own types are printed.
mkbtf=$FIXTURES/../tests/mkbtf
for order in '' -b; do
	"$mkbtf" $order kernel.btf <<-end
		int int 4 32:1
		struct task 16 pid:1:0 next:3:64
		ptr - 2
	end
	"$mkbtf" $order -s kernel.btf module.btf <<-end
		struct state 24 owner:3:0 task:2:64
		typedef pid_t 1
	end
	btfkit dump --base kernel.btf module.btf || exit
done
echo 'filters'
btfkit dump --base kernel.btf --type 'struct *' module.btf || exit
btfkit dump --base=kernel.btf --json --id 5 module.btf || exit
echo 'the base alone'
btfkit dump kernel.btf
echo 'a module is a base, too, but it needs its own'
btfkit dump --base module.btf module.btf
