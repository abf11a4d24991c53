# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
"""Judges what btfkit said in an emulated machine: scripts/check-vm calls judge()."""
import hashlib
import json

# Step, exit status, what must stand in its errors
SURROUNDINGS = [
    ("user", 2, "lacks CAP"),
    ("user-offline", 0, ""),
    ("user-namespace", 2, "user namespace"),
    ("memlock", 0, ""),
    ("no-sys", 2, "/sys is not mounted"),
    ("no-btf", 2, "there is no /sys/kernel/btf/vmlinux"),
    ("no-proc", 0, ""),
    ("integrity", 0, ""),
    ("confidentiality-read", 2, "locked down"),
]


class Judge:
    """Counts what is well and what is not, of one machine."""

    def __init__(self, name, results, release, note):
        self.name, self.results, self.release, self.note = name, results, release, note
        self.counts = {"ok": 0, "FAILED": 0, "skipped": 0}

    def say(self, word, what):
        self.counts[word] += 1
        print(f"{word:7} {self.name}: {what}", flush=True)

    def check(self, is_well, what, otherwise=""):
        self.say(*(("ok", what) if is_well else ("FAILED", f"{what}: {otherwise}")))

    def text(self, name):
        return self.results.get(name, b"").decode(errors="replace")

    def status(self, step):
        return int(self.text(f"{step}.status") or -1)

    def json(self, step, key):
        """What a step answered; [] and a failure where it did not."""
        try:
            return json.loads(self.text(f"{step}.out"))[key]
        except ValueError:
            self.check(False, step, f"status {self.status(step)}, {self.text(f'{step}.err')[:300]}")
            return []

    # ---- the parts ----

    def self_test(self):
        lines = self.text("self-test.out").splitlines()
        wrong = [line for line in lines if not line.startswith("ok ")]
        self.check(lines and not wrong and self.status("self-test") == 0, f"self-test, {len(lines)} lines",
                   f"status {self.status('self-test')}, {wrong[:5]} {self.text('self-test.err')[:300]}")

    def witnesses(self, step):
        answers = self.json(step, "results")
        if not answers:
            return
        wrong = [a["expr"] for a in answers if not a["agree"]]
        silent = [a["expr"] for a in answers if not a["libbpf"] or (self.release >= (5, 17) and not a["kernel"])]
        absent = sum(not a["predicted"]["exists"] for a in answers)
        kernel = sum(bool(a["kernel"]) for a in answers)
        self.check(not wrong and len(silent) * 20 <= len(answers),
                   f"{step}: {len(answers)} expressions agree, {absent} absent, {kernel} by the kernel too",
                   f"disagree: {wrong[:5]}, silent: {silent[:5]}, status {self.status(step)}")

    def functions(self, step):
        """kprobes beside what the kernel said of them itself; what is not there can have nothing."""
        answers, wrong = self.json(step, "results"), []
        direct = self.status(f"{step}-direct") == 0  # without it nothing is attached by fentry
        for answer in answers:
            name = answer["expr"].removeprefix("func:")
            can = {a["how"]: a["possible"] for a in answer["attach"]}
            really = self.status(f"{step}-kprobe-{name}") == 0
            if can["kprobe"] != really:
                wrong.append(f"{name}: kprobe is {'' if really else 'not '}possible")
            if can["lsm"] and ("bpf" not in self.text("lsm").split(",") or not name.startswith(("security_", "bpf_lsm_"))):
                wrong.append(f"{name}: lsm")
            if can["fentry"] and not direct:
                wrong.append(f"{name}: fentry, which this kernel cannot attach")
            if can["fentry"] and not answer["predicted"]["exists"]:
                wrong.append(f"{name}: fentry of what is not in the BTF")
        self.check(answers and not wrong, f"{step}: {len(answers)} as kprobes find them", wrong)

    def same(self, step, wanted, what):
        got = self.text(f"{step}.out").split()[:1]
        if wanted:
            self.check(got == [hashlib.sha256(wanted).hexdigest()], what, f"it differs; {self.text(f'{step}.err')[:200]}")

    def modules(self, wanted):
        for name, dump in wanted.items():
            loaded = self.status(f"insmod-{name}") == 0
            if not loaded:
                self.say("skipped", f"module {name}: {self.text(f'insmod-{name}.err')[:200].strip()}")
            elif not dump:
                self.say("skipped", f"module {name}: the package has no BTF of it")
            else:
                self.same(f"module-{name}", dump, f"module:{name} as in the package")

    def objects(self):
        """Accepted or refused, beside what was predicted of each program."""
        for step in sorted(n.removesuffix(".out") for n in self.results if n.startswith("object-") and n.endswith(".out")):
            if self.status(step) > 1:
                self.say("skipped", f"{step}: {self.text(f'{step}.err')[:200].strip()}")
                continue
            well, too_kind, too_strict = 0, [], []
            for program in [p for o in self.json(step, "objects") for p in o["programs"]]:
                predicted = program["predicted"] in ("ok", "guarded")
                if program["accepted"] == predicted:
                    well += 1
                else:
                    (too_kind if predicted else too_strict).append(f"{program['program']} ({'; '.join(program['log'][-2:])})")
            what = f"{step}: {well} of {well + len(too_kind) + len(too_strict)} programs as predicted"
            for program in too_kind:
                self.note(f"{self.name}: {step}: predicted to load, refused: {program}")
            for program in too_strict:
                self.note(f"{self.name}: {step}: predicted to fail, accepted: {program}")
            # Programs of others may be refused for what no type tells
            self.check(not too_strict and (not too_kind or "guard_" not in step), what, f"{too_strict[:3]} {too_kind[:3]}")

    def surroundings(self):
        for step, status, error in SURROUNDINGS:
            said = self.text(f"{step}.err")
            self.check(self.status(step) == status and error in said, f"{step}: status {status} {error}",
                       f"status {self.status(step)}, {said[:400]!r}")
        self.check(self.text("loaded-before") == self.text("loaded-after"), "nothing is left loaded",
                   f"{self.text('loaded-before')} before, {self.text('loaded-after')} after")
        self.check(not self.text("dmesg"), "the kernel complains of nothing", self.text("dmesg")[:300])


def judge(name, results, release, wanted, note):
    """`wanted`: the dump, header and modules' dumps as of the package. Counts of ok, FAILED and skipped."""
    j = Judge(name, results, release, note)
    j.self_test()
    for step in ("all", "no-ring", "as-raw_tp", "as-socket", "module-some"):
        j.witnesses(step)
    if "of-modules.out" in results:
        j.witnesses("of-modules")
    if release >= (5, 14):
        j.witnesses("as-syscall")
    else:
        j.check(j.status("as-syscall") == 2 and "5.14" in j.text("as-syscall.err"), "--as syscall is refused", j.text("as-syscall.err")[:300])
    for step, key in (("read", "reads"), ("tasks", "tasks")):
        answers = j.json(step, key)
        if answers:
            j.check(j.status(step) == 0, f"{step}: {len(answers)} answers", f"status {j.status(step)}, {j.text(f'{step}.err')[:300]}")
    j.functions("functions")
    j.functions("module-functions")
    j.same("dump", wanted["dump"], "dump as of the package")
    j.same("header", wanted["header"], "header as of the package")
    j.modules(wanted["modules"])
    j.objects()
    j.surroundings()
    return j.counts
