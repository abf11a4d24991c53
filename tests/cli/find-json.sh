# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# JSON: a result for each source, null for what does not apply.
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
btfkit find --json '*' zoo.btf >found.json || exit
jq -c 'del(.results)' found.json
jq -c '.results[] | del(.hits)' found.json
jq -c '.results[].hits[]' found.json
