# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The bundled kernel's BTF.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit dump -o types vmlinux.btf || exit
grep -c '^\[' types
sed 's/^\[[0-9]*\] \([A-Z_0-9]*\).*/\1/; /^\t/d' types | sort | uniq -c | sort -k 2
btfkit dump --type 'struct list_head' --type 'enum pid_type' vmlinux.btf
