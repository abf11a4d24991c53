# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A BPF object as text; the big-endian one has the same types.
btfkit dump "$FIXTURES/core_kinds.bpfel.o" || exit
btfkit dump "$FIXTURES/core_kinds.bpfel.o" | cmp - <(btfkit dump --format raw "$FIXTURES/core_kinds.bpfeb.o")
