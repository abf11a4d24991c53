# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# What `diff` says that changes mean to CO-RE programs, beside what becomes of such programs: hundreds of
# relocations of changed members, enumerators and types of the old kernel are resolved in the new one.
running=/sys/kernel/btf/vmlinux
echo 'int main(void) { return 0; }' >none.c
clang -target bpf -O2 -g -c none.c -o none.o 2>error || { echo 'skip verdicts: no clang for BPF'; exit; }
command -v python3 >/dev/null || { echo 'skip verdicts: no python3'; exit; }
[ -r $running ] || { echo "skip verdicts: no $running"; exit; }
xz -dc "$FIXTURES/linux-6.12.117-amd64.btf.xz" >bundled.btf

cat >facts.py <<'end'
# facts.py OLD NEW: writes p.c, whose functions are the facts that are judged below
# facts.py OLD NEW check: reads what became of them, and tells which verdicts are wrong
import collections, json, random, re, subprocess, sys

MOST = 300  # of each sort
OFFSET, SIZE, EXISTS, SIGNED = range(4)


def btfkit(*arguments):
    return subprocess.run(('btfkit',) + arguments, stdout=subprocess.PIPE).stdout.decode()


# Of several types of one name clang sees one, and libbpf all
def names(source):
    kinds = {'ENUM64': 'enum'}
    found = re.findall(r"^\[\d+\] (STRUCT|UNION|ENUM|ENUM64|TYPEDEF) '([^']+)'", btfkit('dump', source), re.M)
    return collections.Counter((kinds.get(k, k.lower()), n) for k, n in found)


def facts(old, new):
    counts, found = (names(old), names(new)), {'field': [], 'enum': [], 'type': []}
    for t in json.loads(btfkit('diff', '--json', old, new))['types']:
        key = t['kind'], t['name']
        if t['change'] == 'added' or counts[0][key] != 1 or counts[1][key] > 1:
            continue
        c_name = t['name'] if t['kind'] == 'typedef' else ' '.join(key)
        if t['change'] == 'removed':
            found['type'].append((c_name, '', t))
        found['field'] += [(c_name, m['old']['name'], m) for m in t['members'] if m['old']]
        found['enum'] += [(c_name, v['old'] if v['change'] == 'renamed' else v['name'], v)
                          for v in t['values'] if v['change'] != 'added' and not is_wide(v)]
    random.seed(1)
    return [(sort,) + f for sort, all in found.items() for f in random.sample(all, min(MOST, len(all)))]


# Clang 14 cannot tell enumerators of 64 bits, nor could BTF before ENUM64
def is_wide(value):
    numbers = [value['value']] if value['change'] == 'renamed' else [value['old'], value['new']]
    return any(n is not None and not -2**31 <= int(n) < 2**31 for n in numbers)


def write(all):
    with open('p.c', 'w') as out:
        print('#include "old.h"', file=out)
        for i, (sort, c_name, name, change) in enumerate(all):
            kinds = {'field': (OFFSET, SIZE, SIGNED), 'enum': (1,), 'type': (0,)}[sort]
            if sort == 'field' and change['old']['bitfield']:
                kinds = EXISTS, SIGNED  # clang refuses to place some bitfields
            for kind in kinds:
                place = '((%s *)0)->%s' % (c_name, name)
                text = {'field': '__builtin_preserve_field_info(%s, %d)' % (place, kind),
                        'enum': '__builtin_preserve_enum_value(*(%s *)%s, %d)' % (c_name, name, kind),
                        'type': '__builtin_preserve_type_info(*(%s *)0, %d)' % (c_name, kind)}[sort]
                if sort == 'field' and kind == SIGNED:  # numbers alone are
                    text = '__builtin_choose_expr(__builtin_classify_type(%s) == 1, %s, 0)' % (place, text)
                print('__attribute__((section("raw_tp/x"))) unsigned long long f%d_%d(void *c) { return %s; }'
                      % (i, kind, text), file=out)


def is_resolved(relocation):
    return relocation['status'] == 'resolved' and (relocation['kind'] != 'field_exists' or relocation['target'])


# What is wrong with a verdict on a member, or None
def judge_field(change, by_kind):
    impact = change['core_impact']
    differ = {kind for kind, r in by_kind.items() if r['local'] != r['target']}
    if (impact == 'breaking') == is_resolved(by_kind[EXISTS if EXISTS in by_kind else OFFSET]):
        return 'resolves, or does not'
    # clang for BPF has its own idea of char; what an enumeration may be, its enumerators tell
    numbers = change['old']['type'] != 'char' and not change['old']['type'].startswith('enum ')
    if impact in ('relocated', 'none') and SIGNED in differ and numbers:
        return 'has another sign'
    if impact == 'none' and differ - {SIGNED}:
        return 'is elsewhere'
    if impact == 'relocated' and SIGNED in by_kind and SIZE in differ:
        return 'a number of another size'
    return None


def judge(sort, change, by_kind):
    if sort == 'field':
        return judge_field(change, by_kind)
    relocation, = by_kind.values()
    if sort == 'type':
        return 'is there' if relocation['target'] else None
    if (change['core_impact'] == 'breaking') == is_resolved(relocation):
        return 'resolves, or does not'
    if change['core_impact'] != 'breaking' and \
            (change['core_impact'] == 'silent') != (relocation['local'] != relocation['target']):
        return 'another number, or the same'
    return None


def check(all, new):
    results = collections.defaultdict(dict)
    for r in json.loads(btfkit('compat', '--json', 'p.o', new))['results'][0]['relocations']:
        index, kind = re.match(r'f(\d+)_(\d)$', r['program']).groups()
        results[int(index)][int(kind)] = r
    wrong, seen = [], collections.Counter()
    for i, (sort, c_name, name, change) in enumerate(all):
        if i not in results:
            continue  # it did not compile
        seen[sort, change['core_impact']] += 1
        why = judge(sort, change, results[i])
        if why:
            wrong.append('%s %s is %s and yet: %s' % (c_name, name, change['core_impact'], why))
    print('\n'.join(wrong) if wrong else 'right: %s' % ', '.join(
        '%d %s %s' % (n, impact, sort) for (sort, impact), n in sorted(seen.items())))
    if sum(seen.values()) < len(all) * 9 // 10:
        print('only %d of %d were judged' % (sum(seen.values()), len(all)))
        wrong.append('')
    return 1 if wrong else 0


old, new = sys.argv[1:3]
if len(sys.argv) > 3:
    sys.exit(check(facts(old, new), new))
write(facts(old, new))
end

# What clang refuses (a path through an array without a name, say) is left out
compile_facts() {
	for _ in 1 2 3 4; do
		clang -target bpf -O2 -g -w -ferror-limit=0 -c p.c -o p.o 2>error && return
		sed -n 's/^p\.c:\([0-9]*\):[0-9]*: error.*/\1d/p' error >refused
		[ -s refused ] || return 1
		sed -i -f refused p.c
	done
	return 1
}

# verdicts NAME OLD NEW
verdicts() {
	btfkit header -o old.h "$2"
	if python3 facts.py "$2" "$3" && compile_facts && python3 facts.py "$2" "$3" check >told; then
		echo "ok $1"
	else
		echo "not ok $1: $(cat told error | head -n 3)"
	fi
}

verdicts 'from the bundled kernel to the running one' bundled.btf $running
verdicts 'from the running kernel to the bundled one' $running bundled.btf
