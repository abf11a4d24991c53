# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Every kind of type, in both byte orders.
"$FIXTURES/../tests/mkbtf" little.btf <"$FIXTURES/../tests/zoo.txt"
"$FIXTURES/../tests/mkbtf" -b big.btf <"$FIXTURES/../tests/zoo.txt"
btfkit dump little.btf || exit
btfkit dump little.btf | cmp - <(btfkit dump big.btf)
