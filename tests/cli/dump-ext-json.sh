# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# .BTF.ext as JSON: one document with the same records, whichever of the two options asks for it.
object=$FIXTURES/core_kinds.bpfeb.o
btfkit dump --ext --json "$object" >by-json || exit
btfkit dump --ext --format json -o by-format "$object" || exit
cmp by-json by-format
jq -c '[keys_unsorted[]], (del(.schema) | map_values(length))' by-json
jq -r .schema by-json
jq -c '.func_info[], (.line_info | first), (.core_relo[] | select(.section == ".text"))' by-json
jq -r '[.core_relo[].kind] | unique[]' by-json
