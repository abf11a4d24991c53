# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --type, --kind and --id together: what meets all of them, which may be nothing.
object=$FIXTURES/core_kinds.bpfel.o
btfkit dump --type 'o*' --kind struct,func "$object" || exit
echo 'and by id'
btfkit dump --type 'o*' --kind struct,func --id 10-20 "$object" || exit
echo 'nothing'
btfkit dump --type outer --kind union "$object" || exit
btfkit dump --type outer --kind union --json "$object"
