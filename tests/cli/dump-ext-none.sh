# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A source without .BTF.ext.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit dump --ext vmlinux.btf
