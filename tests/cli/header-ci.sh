# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# scripts/ci-header, and that action.yml uses each of its inputs.
ci="$FIXTURES/../scripts/ci-header"
"$FIXTURES/../tests/mkbtf" types.btf <<-end
	int int 4 32:1
	struct leaf 4 value:1:0
	struct other 4 value:1:0
end
mkdir src
printf '#include "vmlinux.h"\nint f(struct leaf *l) { return l->value; }\n' >src/one.bpf.c
printf '#include "vmlinux.h"\nint f(struct TYPE *o) { return o->value; }\n' >src/two.bpf.c
echo "== written, fresh, stale"
"$ci" types.btf 'src/one.bpf.c
	src/t*.bpf.c' vmlinux.h -DTYPE=other || echo "$?"
grep '^struct' vmlinux.h
"$ci" --check types.btf 'src/*.bpf.c' vmlinux.h -DTYPE=other || echo "$?"
"$ci" --check types.btf 'src/*.bpf.c' vmlinux.h -DTYPE=leaf | sed '/digest/d'
echo "${PIPESTATUS[0]}"
echo "== errors"
"$ci" types.btf 'src/three*.c' out.h || echo "$?"
"$ci" types.btf '' out.h 2>/dev/null || echo "$?"
"$ci" types.btf src/one.bpf.c 2>/dev/null || echo "$?"
"$ci" nowhere.deb src/one.bpf.c out.h || echo "$?"
[ ! -e out.h ]
echo "== action.yml"
awk '/^runs:/ { exit } inputs && /^  [a-z]+:$/ { sub(/:/, "", $1); print $1 } /^inputs:/ { inputs = 1 }' \
	"$FIXTURES/../action.yml" | while read -r input; do
	echo "$input: $(grep -c "{{ inputs.$input }}" "$FIXTURES/../action.yml")"
done
