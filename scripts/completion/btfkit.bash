# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Bash completion for btfkit: commands, their options, the options' values, and files.

_btfkit() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words='' prefix=''
	local common='--base -o --output --color -q --quiet -v --verbose -h --help --version'

	# --color=auto arrives as the three words --color = auto
	[ "$word" != = ] || word=''
	[ "$before" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}

	case $before in
	--byte-order) words='little big' ;;
	--color) words='auto always never' ;;
	--format) words='raw c json' ;;
	--kind)
		words='INT PTR ARRAY STRUCT UNION ENUM FWD TYPEDEF VOLATILE CONST RESTRICT FUNC
			FUNC_PROTO VAR DATASEC FLOAT DECL_TAG TYPE_TAG ENUM64'
		# the last of several, in upper or lower case
		[[ $word != *,* ]] || prefix=${word%,*},
		word=${word##*,}
		[[ $word != [a-z]* ]] || words=${words,,}
		;;
	--in)
		words='types members enumerators functions variables sections tags'
		[[ $word != *,* ]] || prefix=${word%,*},
		word=${word##*,}
		;;
	--sort) [ "${COMP_WORDS[1]}" = dedup ] || words='size holes' ;;
	--as) words='syscall raw_tp socket' ;;
	--impact) words='none relocated silent breaking' ;;
	--explain | --expr | -j | --jobs | --type | --func | --id | --top | --users | --cacheline | --depth) return ;;
	-o | --output | --base | --new-base | --html | --config | --modules | --for | --depfile) ;;
	*)
		case ${COMP_WORDS[1]} in
		compat) words="--config --expr --html --join --lint --modules --no-modules -j --jobs --json --json-lines $common" ;;
		dedup) words="--sort --byte-order --into --distill -j --jobs --explain --explain-all --json $common" ;;
		diff) words="--for --html --type --kind --impact --summary --suggest --new-base --json $common" ;;
		dump) words="--format --json --ext --type --kind --id $common" ;;
		find) words="--users -E --regex -i --ignore-case --in --kind --json $common" ;;
		header) words="--arch --type --func --kfuncs --for --fields --depth --full --beside --check --depfile --asserts --no-kfuncs $common" ;;
		layout) words="--expand --cacheline --holes --sort --top --reorganize --users --map --svg --type --json $common" ;;
		min) words="--modules --no-modules --json $common" ;;
		probe) words="--file --read --tasks --self-test --offline --source --as --no-ring --json $common" ;;
		stat) words="--top --loaded --json $common" ;;
		*) words='compat dedup diff dump find header layout min probe stat -h --help --version' ;;
		esac
		# options where one is begun, files elsewhere
		[ "$COMP_CWORD" -eq 1 ] || [[ $word = -* ]] || words=''
		;;
	esac

	if [ -n "$words" ]; then
		mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$words" -- "$word")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -o filenames -F _btfkit btfkit
