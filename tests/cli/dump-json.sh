# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Every kind of type as JSON: one document, on one line.
"$FIXTURES/../tests/mkbtf" zoo.btf <"$FIXTURES/../tests/zoo.txt"
btfkit dump --json zoo.btf >by-json || exit
btfkit dump --format json zoo.btf | cmp - by-json
btfkit dump --json --format json zoo.btf | cmp - by-json
wc -l <by-json
jq -c 'keys_unsorted, .schema, (.types | length)' by-json
# jq before 1.7 rounds numbers past 2^53, so they are shown as they stand
sed 's/},{"id"/},\n{"id"/g' by-json
