# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# -o onto what is no regular file writes to it: a device, a pipe by its name in /dev, a FIFO.
object=$FIXTURES/core_kinds.bpfel.o
btfkit dump -o /dev/null "$object" || exit
stat -c '%F' /dev/null
btfkit dump -o /dev/stdout --id 4 "$object" | cat
mkfifo fifo
cat fifo &
btfkit dump -o fifo --id 4 "$object" || exit
wait
stat -c '%F' fifo
