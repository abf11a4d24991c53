# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# A whole kernel, which was deduplicated before: nothing is left to merge, alone or with its own copy.
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >vmlinux.btf
btfkit dedup --json -o once.btf vmlinux.btf | jq -c .types
btfkit dump vmlinux.btf | cmp - <(btfkit dump once.btf) && echo 'as it was'
btfkit dedup --json -o twice.btf once.btf vmlinux.btf | jq -c .types
btfkit dump --kind VAR,DATASEC vmlinux.btf | grep -c '^\['
btfkit dedup --json --base vmlinux.btf -o split.btf once.btf | jq -c .types
