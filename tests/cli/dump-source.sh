# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The same bytes from a file, whatever its name, from standard input, a pipe and a FIFO.
"$FIXTURES/../tests/mkbtf" a.xz <<-end
	int int 4 32:1
	struct pair 8 a:1:0 b:1:32
end
btfkit dump a.xz >wanted || exit
cat wanted
btfkit dump /dev/stdin <a.xz | cmp - wanted
btfkit dump - <a.xz | cmp - wanted
echo 'from where standard input stands'
{ echo line && cat a.xz; } >behind
{ read -r _ && btfkit dump -; } <behind | cmp - wanted
btfkit dump - <&-
# shellcheck disable=SC2002 # a pipe is what is tested
cat a.xz | btfkit dump /dev/stdin | cmp - wanted
btfkit dump <(cat a.xz) | cmp - wanted
mkfifo fifo
(sleep 0.1 && cat a.xz >fifo) &
btfkit dump fifo | cmp - wanted
