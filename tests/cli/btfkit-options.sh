# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Every option that a command's help lists is in its manual page, and what the completion offers is one.
top=$FIXTURES/..
# shellcheck source=scripts/completion/btfkit.bash
. "$top/scripts/completion/btfkit.bash"

offered() {
	COMP_WORDS=(btfkit "$1" --) COMP_CWORD=2
	_btfkit
	printf '%s\n' "${COMPREPLY[@]}" | sort
}
for command in $(btfkit -h | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	btfkit "$command" -h | grep -o -e '--[a-z-]*' | sort -u >options
	echo "$command: $(wc -l <options) options, without completion:" "$(offered "$command" | comm -13 - options)"
	offered "$command" | comm -23 - options
	while read -r option; do
		grep -q "^\.It .*Fl -${option#--}\b\|, -${option#--}$" "$top/man/btfkit-$command.1" ||
			echo "man/btfkit-$command.1: no $option"
	done <options
done
