# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --holes, --sort and --top: a line a type, of all types or of those that are named.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	int char 1 8:2
	struct large 400 a:1:0
	struct,1 bits 4 a:1:0:3 b:1:8:3
	struct holes 24 a:2:0 b:1:32 c:2:64 d:1:128 e:1:160
	struct dense 8 a:1:0 b:1:32
	union either 4 a:1:0 b:2:0
	struct - 12 a:2:0 b:1:64
	typedef named_t 8
end
btfkit layout --sort size kernel.btf || exit
btfkit layout --sort holes --top 2 kernel.btf || exit
btfkit layout --holes kernel.btf || exit
btfkit layout --top 1 --sort size '*e*' kernel.btf || exit
btfkit layout --holes --type dense kernel.btf || exit
btfkit layout --sort holes --top 1 --json kernel.btf | jq -c '.types[] | [.name, .summary.hole_bytes]'
# Whatever the ids
"$FIXTURES/../tests/mkbtf" other.btf <<-end
	struct - 12 a:8:0 b:9:64
	typedef named_t 1
	union either 4 a:9:0 b:8:0
	struct dense 8 a:9:0 b:9:32
	struct holes 24 a:8:0 b:9:32 c:8:64 d:9:128 e:9:160
	struct,1 bits 4 a:9:0:3 b:9:8:3
	struct large 400 a:9:0
	int char 1 8:2
	int int 4 32:1
end
btfkit layout '*' kernel.btf >wanted
btfkit layout '*' other.btf | cmp - wanted && wc -l <wanted
btfkit layout --sort size other.btf | cmp - <(btfkit layout --sort size kernel.btf)
