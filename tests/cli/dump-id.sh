# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --id: single ids and ranges, in the order of the BTF.
object=$FIXTURES/core_kinds.bpfel.o
btfkit dump --id 12-13,3 --id 6 "$object" || exit
echo 'void is a type of no line'
btfkit dump --id 0 "$object" || exit
echo 'past the end'
btfkit dump --id 40-48 "$object"
