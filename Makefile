# SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
# Builds, tests and installs btfkit. `make help` lists the targets.
#
# Variables, on the command line or in the environment:
#	CC, CFLAGS, LDFLAGS	the compiler and your flags for it
#	SAN=1			address and undefined-behaviour sanitizers, built in build-san/
#	WERROR=1		warnings are errors
#	LTO=1			link-time optimisation of the program
#	V=1			shows whole commands
#	BPF_CLANG, BPFTOOL	what builds the bundled BPF programs; empty: build without them
#	B, BOOTSTRAP		another place to build in; for another machine (CC=s390x-linux-gnu-gcc), a btfkit
#				that runs on this one. BPF programs of the other byte order need bpftool 7.6
#	PREFIX, DESTDIR		where install puts things

VERSION := 0.1.0
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local

B := build$(if $(filter 1,$(SAN)),-san)
Q := $(if $(V),,@)
JOBS := $(shell nproc)

# The bundled BPF programs need clang, bpftool and libbpf's headers to be built. Without them all else is,
# and `btfkit probe` says what is missing. BPFTOOL, BPF_CLANG: others than those on PATH.
BPF_CLANG ?= $(shell command -v clang)
BPFTOOL   ?= $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool)
LIBBPF    := $(shell pkg-config --exists 'libbpf >= 1.1' 2>/dev/null && echo libbpf)
HAVE_BPF  := $(and $(BPF_CLANG),$(BPFTOOL),$(LIBBPF),yes)
# Files of live/ that take the place of each other: with and without libbpf
WITH_BPF    := $(wildcard btfkit/live/libbpf_*.c)
WITHOUT_BPF := btfkit/live/unbundled.c

LIBRARY_SOURCES := $(sort $(filter-out btfkit/cli/% $(if $(HAVE_BPF),$(WITHOUT_BPF),$(WITH_BPF)),$(wildcard btfkit/*/*.c)))
PROGRAM_SOURCES := $(sort $(wildcard btfkit/cli/*.c))
TEST_SOURCES    := $(sort $(wildcard tests/unit/*.c tests/unit/support/*.c))
HEADERS         := $(sort $(wildcard btfkit/*.h btfkit/*/*.h tests/unit/support/*.h))
C_FILES         := $(sort $(wildcard btfkit/*/*.c)) $(TEST_SOURCES) $(HEADERS) \
	$(wildcard bpf/*.[ch] scripts/*.c tests/*.c)

LIBRARY_OBJECTS := $(LIBRARY_SOURCES:%.c=$B/obj/%.o)
PROGRAM_OBJECTS := $(PROGRAM_SOURCES:%.c=$B/obj/%.o)
TEST_OBJECTS    := $(TEST_SOURCES:%.c=$B/obj/%.o)
TOOL_OBJECTS    := $B/obj/tests/btf_tool.o $(filter $B/obj/tests/unit/support/%,$(TEST_OBJECTS))

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wundef \
	-Wformat=2 -Wimplicit-fallthrough -Wredundant-decls -Wenum-conversion -Wdate-time \
	-Wno-missing-field-initializers $(if $(filter 1,$(WERROR)),-Werror)
DEFINES  := -D_GNU_SOURCE -DBTFKIT_VERSION='"$(VERSION)"'
INCLUDES := -I.
SANITIZE := $(if $(filter 1,$(SAN)),-fsanitize=address -fsanitize=undefined)
SANITIZE += $(if $(SANITIZE),-fno-sanitize-recover=undefined -fno-omit-frame-pointer)
LTO_FLAGS := $(if $(filter 1,$(LTO)),-flto=auto -ffat-lto-objects)

COMPILE = $(CC) -std=gnu11 -pthread $(DEFINES) $(INCLUDES) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) \
	$(SANITIZE)
LINK    = $(CC) -pthread -Wl,--as-needed $(CFLAGS) $(SANITIZE) $(LDFLAGS)
LIBS      := $(shell pkg-config --libs libelf libxxhash zlib 2>/dev/null || \
	echo -lelf -lxxhash -lz) -ldl
TEST_LIBS  = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)

# $(call stamp,FILE,TEXT) writes TEXT to FILE unless it holds just that, so FILE is as old as its text:
# what was made with other flags, or of other files, is made again.
same  = $(and $(findstring x$1x,x$2x),$(findstring x$2x,x$1x))
stamp = $(if $(call same,$(file <$1),$2),,$(shell mkdir -p $(dir $1))$(file >$1,$2))

$(call stamp,$B/flags,$(strip $(COMPILE) $(LTO_FLAGS) $(LINK) $(LIBS)))
$(call stamp,$B/objects,$(strip $(LIBRARY_OBJECTS) $(PROGRAM_OBJECTS) $(TEST_OBJECTS)))
# What tests/unit/main.c includes: SUITE(module) for each tests/unit/test_<module>.c
SUITES := $(patsubst tests/unit/test_%.c,SUITE(%),$(filter tests/unit/test_%,$(TEST_SOURCES)))
$(call stamp,$B/tests/suites.inc,/* written by the Makefile */ $(SUITES))

.DELETE_ON_ERROR:
.PHONY: all demo check check-unit check-cli check-man check-diff check-kernels check-live check-programs check-core check-vm bench floors headers-alone \
	check-house format check-format lint install uninstall clean help

all: $B/btfkit $B/libbtfkit.a ## build the program and the library

# What makes vmlinux.h for the BPF programs that go into btfkit: itself, before it has them
BOOTSTRAP_OBJECTS := $(filter-out $(WITH_BPF:%.c=$B/obj/%.o),$(LIBRARY_OBJECTS)) $(WITHOUT_BPF:%.c=$B/obj/%.o)

$B/btfkit-bootstrap: $(PROGRAM_OBJECTS) $(BOOTSTRAP_OBJECTS)
	@echo "  LINK  $@"
	$Q$(LINK) $(if $(LTO_FLAGS),-fno-lto) -o $@ $^ $(LIBS)

# By the program's source, or the whole header where libclang is missing. It depends on the program and
# not on btfkit, so that not each change of that makes it anew.
BOOTSTRAP ?= $B/btfkit-bootstrap
BPF_TARGET := $(if $(findstring BIG,$(shell $(CC) -dM -E -xc /dev/null 2>/dev/null | grep 'define __BYTE_ORDER__')),bpfeb,bpfel)
BPF_FLAGS := -I. -D__TARGET_ARCH_$(if $(filter aarch64,$(shell uname -m)),arm64,x86)
$B/bpf/vmlinux.h: bpf/probe.bpf.c btfkit/live/answers.h fixtures/linux-6.12.117-amd64.btf.xz | $(BOOTSTRAP)
	@mkdir -p $(@D) && echo "  GEN   $@"
	$Q$(BOOTSTRAP) header -q --fields --for $< -o $@ $(filter fixtures/%,$^) -- $(BPF_FLAGS) || \
		$(BOOTSTRAP) header -q -o $@ $(filter fixtures/%,$^)

.PRECIOUS: $B/bpf/%.bpf.o
$B/bpf/%.bpf.o: bpf/%.bpf.c $B/bpf/vmlinux.h
	@echo "  BPF   $@"
	$Q$(BPF_CLANG) -target $(BPF_TARGET) -O2 -g -Wall $(if $(filter 1,$(WERROR)),-Werror) $(BPF_FLAGS) -I$B/bpf -c -o $@ $<

# Linking leaves DWARF out
$B/bpf/%.skel.h: $B/bpf/%.bpf.o
	@echo "  SKEL  $@"
	$Q$(BPFTOOL) gen object $B/bpf/$*.linked.o $<
	$Q$(BPFTOOL) gen skeleton $B/bpf/$*.linked.o name $*_bpf >$@

$(WITH_BPF:%.c=$B/obj/%.o): $B/bpf/probe.skel.h
$(WITH_BPF:%.c=$B/obj/%.o): INCLUDES += -isystem $B/bpf

$B/libbtfkit.a: $(LIBRARY_OBJECTS) $B/objects
	@echo "  AR    $@"
	$Qrm -f $@ && $(AR) rcs $@ $(LIBRARY_OBJECTS)

$B/btfkit: $(PROGRAM_OBJECTS) $B/libbtfkit.a $B/objects
	@echo "  LINK  $@"
	$Q$(LINK) $(LTO_FLAGS) -o $@ $(PROGRAM_OBJECTS) $B/libbtfkit.a $(LIBS)

$B/tests/unit: $(TEST_OBJECTS) $B/libbtfkit.a $B/objects
	@echo "  LINK  $@"
	$Q$(LINK) $(if $(LTO_FLAGS),-fno-lto) -o $@ $(TEST_OBJECTS) $B/libbtfkit.a $(TEST_LIBS) $(LIBS)

# A helper of tests/diff/
$B/tests/btf_tool: $(TOOL_OBJECTS) $B/libbtfkit.a $B/objects
	@echo "  LINK  $@"
	$Q$(LINK) $(if $(LTO_FLAGS),-fno-lto) -o $@ $(TOOL_OBJECTS) $B/libbtfkit.a $(TEST_LIBS) $(LIBS)

# Helper of tests/diff/corerelo-libbpf.sh and scripts/check-core, where libbpf.a is installed
LIBBPF_A := $(wildcard $(shell pkg-config --variable=libdir libbpf 2>/dev/null)/libbpf.a)
$B/tests/core_compare: $B/obj/tests/core_compare.o $B/libbtfkit.a $B/objects
	@echo "  LINK  $@"
	$Q$(LINK) $(if $(LTO_FLAGS),-fno-lto) -o $@ $(filter %.o,$^) $B/libbtfkit.a $(LIBBPF_A) $(LIBS)

# A helper of tests/cli/btfkit-out-of-memory.sh: btfkit with something in front of these functions
STARVED := main malloc calloc realloc reallocarray strdup strndup asprintf vasprintf
$B/tests/starve: $B/obj/tests/starve.o $(PROGRAM_OBJECTS) $B/libbtfkit.a $B/objects
	@echo "  LINK  $@"
	$Q$(LINK) $(if $(LTO_FLAGS),-fno-lto) -o $@ $(STARVED:%=-Wl,--wrap=%) $(filter %.o,$^) \
		$B/libbtfkit.a $(LIBS)

$B/obj/%.o: %.c $B/flags
	@mkdir -p $(@D) && echo "  CC    $<"
	$Q$(COMPILE) $(LTO_FLAGS) -MMD -MP -c -o $@ $<

$B/obj/tests/%: INCLUDES += -I$B/tests

-include $(LIBRARY_OBJECTS:.o=.d) $(WITHOUT_BPF:%.c=$B/obj/%.d) $(PROGRAM_OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d) \
	$B/obj/tests/btf_tool.d $B/obj/tests/starve.d $B/obj/tests/core_compare.d

demo: $B/btfkit ## write build/vmlinux.h of the running kernel
	@scripts/demo-header $B

RUN := SAN=$(filter 1,$(SAN)) BUILD=$B tests/run

check: all $B/tests/unit $B/tests/btf_tool $(if $(LIBBPF_A),$B/tests/core_compare) $B/tests/starve floors headers-alone check-house ## run every test and check the house
	@$(RUN)

check-unit: $B/tests/unit ## run the unit tests
	@$(RUN) unit

check-cli: $B/btfkit $B/tests/starve ## run the command line cases
	@$(RUN) cli

check-man: $B/btfkit ## run the examples of the man pages
	@$(RUN) man

check-diff: all $B/tests/btf_tool $(if $(LIBBPF_A),$B/tests/core_compare) ## compare with libbpf, bpftool and the running kernel
	@$(RUN) diff

check-kernels: $B/btfkit ## read real Debian kernels, downloaded by apt; FILES='a.deb b.deb' names others
	@BUILD=$B scripts/check-kernels $(FILES)

check-programs: $B/btfkit ## compile the kernel's selftests with whole and trimmed headers; VERSIONS='6.1 6.12', CLANG=...
	@BUILD=$B scripts/check-programs $(VERSIONS)

check-live: $B/btfkit ## ask the running kernel (as root); skipped, with the reason, where that cannot be
	@$(RUN) tests/diff/probe-live.sh

check-core: $B/btfkit $B/tests/core_compare ## relocate the kernel's selftests beside libbpf; VERSIONS='6.12', CLANG=..., KERNELS='a.btf b.btf'
	@BUILD=$B scripts/check-core $(VERSIONS)

check-vm: $B/btfkit ## boot other kernels in emulated machines and ask them; PACKAGES='a.deb b.deb' names them
	@BUILD=$B scripts/check-vm $(PACKAGES)

check-guards: $B/tests/btf_tool ## random programs behind guards, beside the running verifier; SEED=1, FILES=20, COMPILERS='clang clang-19'
	@BUILD=$B CC="$(CC)" scripts/check-guards $(or $(SEED),1) $(or $(FILES),20)

$B/stopwatch: scripts/stopwatch.c $B/flags
	@echo "  CC    $<"
	$Q$(COMPILE) -o $@ $<

bench: $B/btfkit $B/stopwatch $B/tests/btf_tool ## measure time and memory; FILES=... names more than the running kernel; README=1 writes README.md
	@BUILD=$B scripts/bench $(if $(filter 1,$(README)),--readme) $(FILES)

floors: ## check who includes whom
	@scripts/floors

headers-alone: ## compile each header by itself
	@printf '%s\n' $(HEADERS) | \
		xargs -P $(JOBS) -I {} $(COMPILE) -Werror -fsyntax-only -include {} -xc /dev/null

check-house: ## check that each command has its page, test and completion, each file its licence
	@scripts/check-house

format: ## put the C files into shape
	$Qclang-format -i $(C_FILES)

check-format: ## check the shape of the C files
	$Qclang-format --dry-run --Werror $(C_FILES)

lint: $(if $(HAVE_BPF),$B/bpf/probe.skel.h) ## run clang-tidy, cppcheck and shellcheck
	$Qscripts/lint $(DEFINES) $(INCLUDES) -I$B/tests -I$B/bpf

BINDIR        := $(DESTDIR)$(PREFIX)/bin
LIBDIR        := $(DESTDIR)$(PREFIX)/lib
INCLUDEDIR    := $(DESTDIR)$(PREFIX)/include/btfkit
MANDIR        := $(DESTDIR)$(PREFIX)/share/man/man1
COMPLETIONDIR := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
PAGES         := $(wildcard man/*.1)

install: all ## install under PREFIX (/usr/local): program, library, header, pages, completion
	install -d $(BINDIR) $(LIBDIR) $(INCLUDEDIR) $(MANDIR) $(COMPLETIONDIR)
	install -m 755 $B/btfkit $(BINDIR)
	install -m 644 $B/libbtfkit.a $(LIBDIR)
	install -m 644 btfkit/btfkit.h $(INCLUDEDIR)
	install -m 644 $(PAGES) $(MANDIR)
	install -m 644 scripts/completion/btfkit.bash $(COMPLETIONDIR)/btfkit

uninstall: ## remove what install put there
	rm -f $(BINDIR)/btfkit $(LIBDIR)/libbtfkit.a $(PAGES:man/%=$(MANDIR)/%) $(COMPLETIONDIR)/btfkit
	rm -rf $(INCLUDEDIR)

clean: ## remove everything that was built
	rm -rf build build-san

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
