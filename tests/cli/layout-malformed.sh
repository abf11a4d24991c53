# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Odd records have a layout, damaged BTF is refused.
"$FIXTURES/../tests/mkbtf" odd.btf <<-end
	int int 4 32:1
	array - 0 1:1:0xffffffff
	array - 0 2:1:0xffffffff
	struct huge 0xffffffff a:3:0 b:3:0xfffffff8
	struct,1 overlap 4 a:1:0:32 b:1:0:0 c:1:0xffffff:255 :1:3:4
	struct outside 1 a:1:128
	fwd away 0
	struct incomplete 0 a:7:64 b:0:8
	union none 0
end
btfkit layout '*' odd.btf || exit
btfkit layout --json '*' odd.btf | jq -c '.types[] | [.name, .summary]' || exit
size=$(stat -c %s odd.btf)
for ((cut = 0; cut < size; cut += 7)); do
	head -c $cut odd.btf >cut.btf
	btfkit layout '*' cut.btf >out 2>err
	[ $? -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] || echo "cut at $cut"
done
head -c 40 odd.btf >cut.btf
btfkit layout huge cut.btf
