# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The same header on standard output and with -o, which leaves nothing behind where it fails.
cp "$FIXTURES/core_kinds.bpfel.o" a.o
btfkit header a.o >wanted || exit
btfkit header -o vmlinux.h a.o || exit
btfkit header --output=again.h -q --color never -- a.o || exit
cmp vmlinux.h wanted && cmp again.h wanted || exit
echo old >old.h
btfkit header -o old.h missing.o
echo $?
cat old.h
mkdir include
ln -s include/none.h link.h
btfkit header -o link.h a.o && cmp include/none.h wanted
btfkit header -v -o verbose.h a.o
ls -A . include
