# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Makes, in the current directory, the files that the examples of the man pages use. FIXTURES is set.
set -eu

xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux-6.12.btf
