# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Options before and behind the source, glued and apart; what follows -- is no option.
cp "$FIXTURES/core_kinds.bpfel.o" ./--id
btfkit dump --id 4 -- --id || exit
btfkit dump --id=4 -- --id || exit
btfkit dump ./--id --id 4 || exit
btfkit dump --color=always -o- --id 4 - <./--id || exit # from standard input to standard output
# A dump has no colours, whatever is asked for.
for when in auto always never; do
	btfkit dump --color $when --id 4 ./--id || exit
done
NO_COLOR=1 btfkit dump --id 4 ./--id
