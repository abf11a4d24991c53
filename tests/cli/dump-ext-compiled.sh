# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What the clang of this machine makes of a program, for both byte orders. Offsets and ids are left
# out: they are the compiler's choice.
command -v clang >/dev/null || { echo 'no clang'; exit 77; }
clang -print-targets | grep -q bpfeb || { echo 'this clang knows no BPF'; exit 77; }
for order in bpfel bpfeb; do
	clang -target $order -O2 -g -c "$FIXTURES/src/core_kinds.bpf.c" -o $order.o || exit
	btfkit dump --ext --json $order.o >$order.json || exit
	jq -r '.core_relo[] | "\(.section) \(.kind) \(.access) \(.spec)"' $order.json | sort -u >$order
	jq -r '.func_info[] | "\(.section): \(.name)"' $order.json
	jq -r '.line_info[] | select(.source | contains("return")) |
		"\(.file):\(.line) \(.source)"' $order.json | sort -u
done
cat bpfel
diff bpfel bpfeb
