# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Strings that only .BTF.ext uses are in use; in .BTF alone nothing refers to them.
for order in el eb; do
	object=$FIXTURES/core_kinds.bpf$order.o
	btfkit stat --json "$object" | jq -c '.byte_order, .unreferenced_strings' || exit
	read -r at size < <(readelf -SW "$object" |
		sed -n 's/.* \.BTF  *PROGBITS  *[0-9a-f]* \([0-9a-f]*\) \([0-9a-f]*\) .*/0x\1 0x\2/p')
	tail -c +$((at + 1)) "$object" | head -c $((size)) >alone.btf
	btfkit stat --json alone.btf | jq -c '.types, .unreferenced_strings' || exit
done
