# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Bash completion for btfkit: commands, their options, the options' values, and files.

_btfkit() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=''

	# --color=auto arrives as the three words --color = auto
	[ "$word" != = ] || word=''
	[ "$before" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}

	case $before in
	--color) words='auto always never' ;;
	--format) words='raw c json' ;;
	--type | --kind | --id) return ;;
	-o | --output | --base) ;;
	*)
		case ${COMP_WORDS[1]} in
		dump) words='--format --json --ext --type --kind --id --base -o --output --color -q --quiet -v --verbose -h --help' ;;
		header) words='-o --output --base --asserts --no-kfuncs -q --quiet -v --verbose -h --help' ;;
		*) words='dump header --help --version' ;;
		esac
		# options where one is begun, files elsewhere
		[ "$COMP_CWORD" -eq 1 ] || [[ $word = -* ]] || words=''
		;;
	esac

	if [ -n "$words" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -o filenames -F _btfkit btfkit
