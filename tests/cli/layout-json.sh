# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Layouts as JSON: members of the top level; with --expand those inside them, too.
"$FIXTURES/../tests/mkbtf" kernel.btf <<-end
	int int 4 32:1
	int char 1 8:2
	struct,1 sample 16 a:2:0:0 :4:32:0 b:1:64:3 c:2:96:0
	union - 4 x:1:0 y:2:0
	typedef sample_t 3
	struct - 4 z:1:0
	typedef alone_t 6
end
btfkit layout --json sample kernel.btf || exit
btfkit layout --json sample kernel.btf | jq -c . || exit
btfkit layout --json --expand sample kernel.btf | jq -c '.types[].members[1]' || exit
btfkit layout --json '*' kernel.btf | jq -c '.types[] | [.kind, .name, .size_bytes]' || exit
btfkit layout --json --cacheline 4 sample_t kernel.btf | jq -c '.types[] | [.name, .cacheline_bytes, .summary.cachelines]' || exit
btfkit layout --json --holes kernel.btf | jq -c '.types[].name'
