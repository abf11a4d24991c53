# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Where the result cannot be put into its place, which shows at the very end, nothing is told on standard
# output: a file that is mounted on cannot be replaced.
unshare -rm mount --bind . . 2>nothing || { echo 'no namespaces to mount in'; exit 77; }
"$FIXTURES/../tests/mkbtf" good.btf <<-end
	int int 4 32:1
end
touch mounted.btf
cat >merge <<-'end'
	mount --bind mounted.btf mounted.btf
	exec btfkit dedup "$@" -o mounted.btf good.btf
end
for options in '' --json -q; do
	# shellcheck disable=SC2086
	unshare -rm bash ./merge $options 2>errors
	echo "exit status $?, $(wc -c <mounted.btf) bytes written"
	sed 's,/.*/,,' errors >&2
done
# The same where BTF goes to standard output under its other name: no figures go there, too.
btfkit dedup -o - good.btf >expected.btf
btfkit dedup -o /dev/stdout good.btf | cmp - expected.btf && echo 'nothing but BTF'
