# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# BTF's header: longer ones, and bytes behind the last section.
"$FIXTURES/../tests/mkbtf" plain.btf <<-end
	int int 4 32:1
end
# The header grows to $1 bytes; those behind the place of a layout section are $2 (an escape for printf)
longer() {
	head -c 4 plain.btf
	printf %b "\\x$(printf %02x "$1")\\0\\0\\0"
	tail -c +9 plain.btf | head -c 16
	for ((i = 24; i < $1; i++)); do
		if [ $i -lt 32 ]; then printf '\0'; else printf %b "$2"; fi
	done
	tail -c +25 plain.btf
}
longer 32 '\0' | btfkit dump /dev/stdin || exit
longer 40 '\0' | btfkit dump /dev/stdin || exit
longer 40 '\1' | btfkit dump /dev/stdin
{ cat plain.btf && echo more; } | btfkit dump /dev/stdin
longer 23 '\0' | btfkit dump /dev/stdin
