# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# The bundled kernel's BTF.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit find task_struct.__state vmlinux.btf || exit
btfkit find 'sk_*.*mark*' vmlinux.btf || exit
btfkit find vfs_read vmlinux.btf || exit
btfkit find PIDTYPE_PID vmlinux.btf || exit
btfkit find --users 'struct pid_namespace' vmlinux.btf || exit
for what in types functions variables members enumerators; do
	echo "$what: $(btfkit find --in $what '*' vmlinux.btf | wc -l)"
done
