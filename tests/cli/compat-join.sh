# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Lines about expressions, joined: the same report as of one run, blanks where none asked, faulty lines.
mkbtf=$FIXTURES/../tests/mkbtf
object=$FIXTURES/core_kinds.bpfel.o
for offset in 0 64 128; do
	"$mkbtf" $offset.btf <<-end
		int int 4 32:1
		struct,1 task 32 pid:1:$offset flags:1:$((offset + 35)):3
		enum,1 states 4 RUNS:-$offset
	end
done
echo 'no BTF' >none
ask() {
	btfkit compat --expr task.pid --expr task.gone --expr 'enum states.RUNS' --expr task.flags "$@"
}
ask --json-lines 0.btf nowhere none 2>/dev/null >one.jsonl
ask --json-lines 64.btf 128.btf >two.jsonl
echo 'all as in one run'
ask 0.btf nowhere none 64.btf 128.btf >whole 2>/dev/null
echo "status $?"
btfkit compat --join one.jsonl two.jsonl | cmp - whole && echo 'the same text'
btfkit compat --join --json one.jsonl - <two.jsonl >joined.json
echo "status $?"
ask --json 0.btf nowhere none 64.btf 128.btf 2>/dev/null | cmp - joined.json && echo 'the same document'
btfkit compat --join --json-lines one.jsonl two.jsonl | cmp - <(cat one.jsonl two.jsonl) && echo 'the same lines'
echo 'not asked for everywhere'
btfkit compat --expr task --expr task.pid --json-lines 0.btf >three.jsonl
btfkit compat --join two.jsonl three.jsonl
echo "status $?"
btfkit compat --join --json-lines two.jsonl three.jsonl | wc -l
echo 'nothing is missing'
btfkit compat --join --color=always three.jsonl | head -n 2
btfkit compat --join three.jsonl >three.txt
echo "status $?"
echo 'of two kinds'
btfkit compat --json-lines "$object" 0.btf >object.jsonl
btfkit compat --join one.jsonl object.jsonl 2>&1
echo "status $?"
btfkit compat --join object.jsonl one.jsonl 2>&1
echo "status $?"
btfkit compat --join --html page.html one.jsonl 2>&1
echo "status $?"
echo 'faulty lines'
for line in '{"schema":"btfkit.compat/1","expr":"a"}' '{"schema":"btfkit.compat/1","expr":"a->b","kernel":"k"}' \
	'{"schema":"btfkit.compat/1","error":"why"}' '{"schema":"btfkit.compat/1","expr":7,"kernel":"k"}' \
	'{"schema":"btfkit.compat/1","expr":"a","kernel":"k","exists":true,"value":"-","offset_bits":"x","type":3,"bitfield_bits":1e99}'; do
	echo "$line" | btfkit compat --join - 2>&1
	echo "status $?"
done
echo 'an object by standard input'
# shellcheck disable=SC2002
cat "$object" | btfkit compat - 0.btf | head -n 2
gzip -c "$object" | btfkit compat --json 0.btf - | jq -c '.objects, .kernels[].source'
btfkit compat --json - 0.btf <"$object" | jq -c '.objects'
btfkit compat --json "$object" - <0.btf | jq -c '.objects | length'
btfkit compat - 0.btf </dev/null 2>&1
echo "status $?"
btfkit compat --json "$object" - <&- 2>closed | jq -c '.kernels'
echo 'what only the root is common to is not shortened'
sed 's/"kernel":"/&\//' two.jsonl | btfkit compat --join - | head -n 3
echo 'a table of blanks'
line='{"schema":"btfkit.compat/1","expr":"t%d","kernel":"k%d","exists":false}\n'
for n in {1..2100}; do
	# shellcheck disable=SC2059
	printf "$line" "$n" "$n"
done >blanks.jsonl
btfkit compat --join blanks.jsonl 2>&1
echo "status $?"
head -n 400 blanks.jsonl | btfkit compat --join --json-lines - | wc -l
