# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# On a terminal text goes through $PAGER, with colours; into files and pipes it does not, nor does JSON.
if ! script -qec true /dev/null >/dev/null 2>&1; then
	echo 'no script(1) that runs here'
	exit 77
fi
"$FIXTURES/../tests/mkbtf" old.btf <<<'int int 4 32:1'
printf 'int int 4 32:1\ntypedef number 1\n' | "$FIXTURES/../tests/mkbtf" new.btf
on_terminal() {
	TERM=xterm script -qec "$1" /dev/null </dev/null | tr -d '\r' | od -An -c
	echo "=> ${PIPESTATUS[0]}"
}
export PAGER='sed "s/^/paged: /"'
on_terminal 'btfkit diff --color never old.btf new.btf'
on_terminal 'btfkit diff old.btf new.btf | head -n 1'
on_terminal 'btfkit diff --json old.btf new.btf | head -c 25'
on_terminal 'btfkit diff -o out --color auto old.btf new.btf' && head -n 1 out
PAGER='' on_terminal 'NO_COLOR=1 btfkit diff old.btf old.btf'
PAGER='cat' on_terminal 'btfkit diff old.btf old.btf'
PAGER=/no/such/pager on_terminal 'btfkit diff --color never old.btf old.btf 2>/dev/null'
# Without PAGER it is less, or nothing where there is none.
unset PAGER
mkdir bin && ln -s "$(command -v cat)" "$(command -v btfkit)" bin
on_terminal "PATH=$PWD/bin; btfkit diff --color never old.btf old.btf"
