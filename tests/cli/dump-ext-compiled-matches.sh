# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# type_matches as the clang of this machine writes it.
command -v clang >/dev/null || { echo 'no clang'; exit 77; }
clang -target bpf -O2 -g -DMATCHES -fno-crash-diagnostics -c "$FIXTURES/src/core_kinds.bpf.c" -o matches.o 2>/dev/null || {
	echo 'this clang has no type_matches (it came with clang 15)'
	exit 77
}
btfkit dump --ext --json matches.o |
	jq -r '.core_relo[] | select(.kind == "type_matches") | "\(.kind) \(.access) \(.spec)"'
