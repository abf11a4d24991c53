# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Objects on kernels: verdicts, what stands in the way, every relocation as JSON; joined again; exit statuses.
mkbtf=$FIXTURES/../tests/mkbtf
command -v clang >/dev/null || { echo 'no clang'; exit 77; }
mkdir kernels objects
"$mkbtf" kernels/old.btf <<-end
	int int 4 32:1
	int long 8 64:1
	struct task 24 pid:1:0 state:2:64
	enum states 4 RUNS:1 SLEEPS:2
end
"$mkbtf" kernels/new.btf <<-end
	int int 4 32:1
	int unsigned 4 32:0
	struct task 24 __state:2:64 pid:1:96
	enum states 4 RUNS:1 SLEEPS:4
end
"$mkbtf" kernels/none.btf <<-end
	int int 4 32:1
	struct other 4 pid:1:0
end
cp "$FIXTURES/src/compat_states.bpf.c" .
for name in GUARDED BARE SIZES; do
	clang -target bpfel -O2 -g -D$name -fdebug-compilation-dir=. -c -o "objects/${name,,}.o" \
		compat_states.bpf.c || exit
done
echo 'objects and kernels, in any order'
btfkit compat kernels/new.btf objects kernels/old.btf kernels/none.btf
echo "status $?"
echo 'all is well'
btfkit compat objects/guarded.o kernels/new.btf kernels/old.btf
echo "status $?"
echo 'every relocation'
btfkit compat --json objects/bare.o objects/guarded.o kernels/old.btf >out.json
echo "status $?"
jq -c 'keys_unsorted, .objects, .kernels, .summary, (.results[] | del(.relocations))' out.json
jq -r '.results[] | .object as $o | .relocations[] | [$o, .program, .section, .insn, .kind, .access, .spec,
	.status, (.live | tostring), .local, .target, (.mem_bytes | tostring), .line, .reason] | map(. // "-") | join(" | ")' out.json
jq -r '.results[0].relocations[0].file' out.json | sed 's|.*/||'
echo 'lines, joined again'
btfkit compat --json-lines objects kernels/old.btf kernels/none.btf >one.jsonl
btfkit compat --json-lines kernels/new.btf objects >two.jsonl
wc -l one.jsonl two.jsonl
btfkit compat --join --json-lines one.jsonl two.jsonl | cmp - <(cat one.jsonl two.jsonl) && echo 'the same lines'
btfkit compat objects kernels/old.btf kernels/none.btf kernels/new.btf >whole
btfkit compat --join one.jsonl two.jsonl | cmp - whole && echo 'the same report'
btfkit compat -j 1 --json objects kernels >first.json
btfkit compat -j 4 --json objects kernels | cmp - first.json && echo 'the same with any number of jobs'
