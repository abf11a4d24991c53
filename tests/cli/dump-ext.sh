# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# .BTF.ext as text, with every kind of CO-RE relocation; the big-endian object must read the same.
btfkit dump --ext "$FIXTURES/core_kinds.bpfel.o" || exit
btfkit dump --ext "$FIXTURES/core_kinds.bpfeb.o" >big-endian || exit
btfkit dump --ext "$FIXTURES/core_kinds.bpfel.o" | diff - big-endian
