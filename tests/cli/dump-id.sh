# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --id: single ids and ranges, in the order of the BTF.
object=$FIXTURES/core_kinds.bpfel.o
btfkit dump --id 12-13,3 --id 6 "$object" || exit
echo 'from void on'
btfkit dump --id 0-1 "$object" || exit
echo 'void, which has no record'
btfkit dump --id 0 "$object"
echo 'the types of a base'
"$FIXTURES/../tests/mkbtf" base.btf <<<'int int 4 32:1'
"$FIXTURES/../tests/mkbtf" -s base.btf split.btf <<<'typedef mine 1'
btfkit dump --base base.btf --id 0-2 split.btf || exit
btfkit dump --base base.btf --id 0-1 split.btf
echo 'past the end'
btfkit dump --id 40-48 "$object"
