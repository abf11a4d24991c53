# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# --check: whether a header is what would be written, and in which lines it is not; it writes nothing.
types() {
	"$FIXTURES/../tests/mkbtf" "$1" <<-end
		int int 4 32:1
		struct leaf $2
		enum color 4 RED:1
		struct holder 4 leaf:2:0
	end
}
types old.btf '4 value:1:0'
types new.btf '4 renamed:1:0'
btfkit header -o vmlinux.h old.btf
cp vmlinux.h before.h
echo "== fresh"
btfkit header --check -o vmlinux.h old.btf || echo "$?"
echo "== stale"
btfkit header --check -o vmlinux.h new.btf | sed 's/digest: [0-9a-f]*/digest: .../'
echo "${PIPESTATUS[0]}"
cmp vmlinux.h before.h
echo "== cut, and with something behind it"
head -n -1 before.h >vmlinux.h
btfkit header --check -o vmlinux.h old.btf || echo "$?"
{ cat before.h && echo more; } >vmlinux.h
btfkit header --check -o vmlinux.h old.btf || echo "$?"
echo "== another file altogether, an empty one, none"
seq 1 5000 >vmlinux.h
btfkit header --check -o vmlinux.h old.btf | tail -n 1
: >vmlinux.h
btfkit header --check -o vmlinux.h --type leaf old.btf | sed -n '3,4p; $p'
btfkit header --check -o nowhere.h old.btf >/dev/null || echo "$?"
[ ! -e nowhere.h ]
echo "== trimmed"
btfkit header --type leaf -o leaf.h old.btf
btfkit header --type leaf --check -o leaf.h old.btf && echo fresh
echo "== errors"
btfkit header --check old.btf || echo "$?"
btfkit header --check -o - old.btf || echo "$?"
btfkit header --check -o . old.btf || echo "$?"
btfkit header --check --depfile x.d -o vmlinux.h old.btf || echo "$?"
btfkit header --check -o vmlinux.h --type nothing old.btf || echo "$?"
