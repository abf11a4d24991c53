# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# -o: the file appears whole, in place of an older one, whose mode it keeps; links are followed.
object=$FIXTURES/core_kinds.bpfel.o
umask 022
mkdir there

btfkit dump -o new --id 4 "$object" || exit
stat -c '%n %a %F' new

echo old >old && chmod 600 old && ln old other-name
btfkit dump --output old --id 4 "$object" || exit
stat -c '%n %a %h' old
cat old other-name

echo old >there/target && ln -s there/target link
btfkit dump -o link --id 4 "$object" || exit
stat -c '%n %F' link there/target
cat there/target

ln -s there/none dangling
btfkit dump -o dangling --id 4 "$object" || exit
cat there/none

cp "$object" both
btfkit dump -o both --id 4 both && cat both
ls -A . there
