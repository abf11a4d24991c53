# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --reorganize: another order of members, and what it saves.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	int long 8 64:1
	int char 1 8:2
	struct wasteful 40 a:3:0 b:2:64 c:3:128 :5:192 d:1:256
	struct - 8 inner:1:0
	struct dense 8 a:1:0 b:1:32
	union either 8 a:3:0 b:2:0
	struct overlap 8 a:1:32 b:1:0
end
btfkit layout --reorganize wasteful dense either overlap kernel.btf || exit
btfkit layout --reorganize --json wasteful kernel.btf | jq -c '.types[] | .size_bytes, .saved_bytes, .moved, [.members[].offset_bits], .summary'
btfkit layout --reorganize --json '*' kernel.btf | jq -c '.types[] | [.name, .saved_bytes]'
