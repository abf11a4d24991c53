# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Bytes that belong to nothing: of the header, behind the sections, and strings that nobody uses.
"$FIXTURES/../tests/mkbtf" plain.btf <<-end
	int int 4 32:1
end
findings() {
	echo "* $1"
	btfkit stat /dev/stdin | sed -n '/^error\|^warning\|^note/,$p'
}
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
longer 32 '\0' | findings 'the place of a layout section alone is nothing odd'
longer 40 '\0' | findings 'zeros'
longer 40 '\1' | findings 'other bytes'
{ cat plain.btf && echo more; } | findings 'behind'
# 5 bytes of strings are there; they become $1, the others follow
strings() {
	head -c 20 plain.btf
	printf %b "\\x$(printf %02x "$1")\\0\\0\\0"
	tail -c +25 plain.btf
}
{ strings 19 && printf 'used\0int\0\a\033[m\0'; } | findings 'strings'
