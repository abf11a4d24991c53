// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Loads programs that do nothing, for a function, and says what the kernel thought of it. */
#include "btfkit/live/attach.h"

#include "btfkit/graph/ids.h"
#include "btfkit/live/run.h"
#include "btfkit/live/verifier_log.h"
#include "btfkit/source/bpf.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { LOG_SIZE = 1 << 14, NAME_ROOM = 512, KALLSYMS_LOOKUP_NAME = 179 };

/* What the kernel looks a symbol up with, and where it puts the address. */
struct lookup {
	char name[NAME_ROOM];
	uint64_t address;
	int64_t status;
};

const char *bk_attach_way_name(int way)
{
	static const char *const names[] = { "fentry", "kprobe", "lsm" };

	return names[way];
}

/* ---- programs that do nothing ---- */

static const struct bpf_insn nothing[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
	{ .code = BPF_JMP | BPF_EXIT },
};

struct last_line {
	char *text;
	size_t size;
};

static void keep_last(void *context, const char *line)
{
	struct last_line *last = context;

	snprintf(last->text, last->size, "%s", line);
}

/* Loads one of a type, for a function; the reason why not, "" where it went well. */
static struct bk_error *try_load(enum bpf_prog_type type, enum bpf_attach_type attach, uint32_t id,
				 int btf_fd, struct bk_attach_way *way)
{
	BK_AUTOFREE char *log = calloc(1, LOG_SIZE);
	struct last_line last = { way->reason, sizeof(way->reason) };
	union bpf_attr attr;
	int fd;

	if (!log)
		return bk_error_memory();
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = type;
	attr.expected_attach_type = attach;
	attr.attach_btf_id = id;
	attr.attach_prog_fd = (uint32_t)btf_fd; /* or attach_btf_obj_fd, the same since 5.11 */
	attr.insns = (uintptr_t)nothing;
	attr.insn_cnt = sizeof(nothing) / sizeof(*nothing);
	attr.license = (uintptr_t) "Dual BSD/GPL";
	attr.log_buf = (uintptr_t)log;
	attr.log_size = LOG_SIZE;
	attr.log_level = 1;
	fd = bk_bpf_system(BPF_PROG_LOAD, &attr);
	way->is_possible = fd >= 0;
	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	way->status = -fd;
	bk_log_decisive(log, keep_last, &last);
	if (!*way->reason)
		snprintf(way->reason, sizeof(way->reason), "the kernel refuses it unseen: %s",
			 strerror(-fd));
	return NULL;
}

/* ---- symbols ---- */

static struct bpf_insn load_address(uint8_t reg, int map)
{
	return (struct bpf_insn){ .code = BPF_LD | BPF_IMM | BPF_DW,
				  .dst_reg = (uint8_t)(reg & 0xf),
				  .src_reg = BPF_PSEUDO_MAP_VALUE,
				  .imm = map };
}

static int load_lookup(int map, const char *name)
{
	const struct bpf_insn insns[] = {
		load_address(BPF_REG_1, map),
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K,
		  .dst_reg = BPF_REG_2,
		  .imm = (int32_t)strlen(name) + 1 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3 },
		load_address(BPF_REG_4, map),
		{ .imm = offsetof(struct lookup, address) },
		{ .code = BPF_JMP | BPF_CALL, .imm = KALLSYMS_LOOKUP_NAME },
		load_address(BPF_REG_1, map),
		{ .imm = offsetof(struct lookup, status) },
		{ .code = BPF_STX | BPF_MEM | BPF_DW, .dst_reg = BPF_REG_1, .src_reg = BPF_REG_0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_SYSCALL;
	attr.prog_flags = BPF_F_SLEEPABLE;
	attr.insns = (uintptr_t)insns;
	attr.insn_cnt = sizeof(insns) / sizeof(*insns);
	attr.license = (uintptr_t) "Dual BSD/GPL";
	return bk_bpf_system(BPF_PROG_LOAD, &attr);
}

static int map_call(int command, int map, struct lookup *lookup)
{
	union bpf_attr attr;
	uint32_t key = 0;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map;
	attr.key = (uintptr_t)&key;
	attr.value = (uintptr_t)lookup;
	return bk_bpf_system(command, &attr);
}

static struct bk_error *run_lookup(int map, const char *name, struct lookup *lookup)
{
	struct bk_error *error;
	int fd, status;

	snprintf(lookup->name, sizeof(lookup->name), "%s", name);
	status = map_call(BPF_MAP_UPDATE_ELEM, map, lookup);
	if (status < 0)
		return bk_error_system(-status, "the kernel's symbols cannot be asked for");
	fd = load_lookup(map, name);
	if (fd < 0)
		return bk_error_system(-fd, "the kernel's symbols cannot be asked for");
	error = bk_run_program(fd, BPF_PROG_TYPE_SYSCALL);
	close(fd);
	BK_TRY(error);
	status = map_call(BPF_MAP_LOOKUP_ELEM, map, lookup);
	return status < 0 ? bk_error_system(-status, "the answer cannot be read") : NULL;
}

/* Asks the kernel for the symbol, which it answers programs since 5.16. */
static void ask_for_symbol(struct bk_attach *attach, const char *name)
{
	struct lookup lookup = { .status = -EINVAL };
	struct bk_error *error = NULL;
	union bpf_attr attr;
	int map;

	if (strlen(name) >= NAME_ROOM) {
		attach->is_asked = true; /* no symbol is so long */
		return;
	}
	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = sizeof(uint32_t);
	attr.value_size = sizeof(lookup);
	attr.max_entries = 1;
	map = bk_bpf_system(BPF_MAP_CREATE, &attr);
	if (map < 0)
		error = bk_error_system(-map, "the kernel makes no map");
	else
		error = run_lookup(map, name, &lookup);
	if (map >= 0)
		close(map);
	attach->has_symbol = !error && lookup.status == 0;
	attach->is_asked = !error && (lookup.status == 0 || lookup.status == -ENOENT);
	if (error)
		snprintf(attach->reason, sizeof(attach->reason), "%s", bk_error_text(error));
	else if (!attach->is_asked)
		snprintf(attach->reason, sizeof(attach->reason), "the kernel's symbols: %s",
			 strerror((int)-lookup.status));
	bk_error_destroy(error);
}

/* Where it does not answer, by the list that everybody can read. */
static struct bk_error *find_symbol(struct bk_attach *attach, struct bk_symbols *symbols,
				    const char *name)
{
	struct bk_error *error;

	ask_for_symbol(attach, name);
	if (attach->is_asked)
		return NULL;
	error = bk_symbols_find(symbols, BK_KALLSYMS, name, &attach->has_symbol);
	if (error && bk_error_code(error) == BK_ERR_MEMORY)
		return error;
	attach->is_asked = !error;
	bk_error_destroy(error);
	return NULL;
}

/* ---- the three ways ---- */

/* Whether a line of a small file of the kernel's ends with the word. */
static bool lists_word(const char *path, const char *word)
{
	FILE *file = fopen(path, "re");
	size_t size = strlen(word);
	char line[1024];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		char *last = strpbrk(line, "\n");

		if (last)
			*last = '\0';
		last = strrchr(line, '\t');
		found = last && strncmp(last + 1, word, size + 1) == 0;
	}
	if (file)
		fclose(file);
	return found;
}

static struct bk_error *find_kprobe(struct bk_attach *attach, const char *name)
{
	struct bk_attach_way *way = &attach->ways[BK_ATTACH_KPROBE];
	const char *why = NULL;

	BK_TRY(try_load(BPF_PROG_TYPE_KPROBE, 0, 0, 0, way));
	/* it does nothing and is for no function: this is not about either */
	if (way->status == EPERM || way->status == ENOSYS)
		attach->refused = way->status;
	if (!way->is_possible)
		return NULL;
	if (access("/sys/bus/event_source/devices/kprobe", F_OK) != 0)
		why = "this kernel has no kprobes";
	else if (attach->is_asked && !attach->has_symbol)
		why = "the kernel has no symbol of this name: it was inlined, or renamed";
	else if (lists_word("/sys/kernel/debug/kprobes/blacklist", name))
		why = "the kernel lets no kprobe be set there";
	way->is_possible = !why;
	if (why)
		snprintf(way->reason, sizeof(way->reason), "%s", why);
	return NULL;
}

/* The hook of `security_NAME`, `bpf_lsm_NAME` or NAME itself. */
static uint32_t find_hook(const struct bk_graph *graph, const char *name)
{
	BK_AUTOFREE char *hook = NULL;

	if (strncmp(name, "security_", 9) == 0)
		name += 9;
	else if (strncmp(name, "bpf_lsm_", 8) == 0)
		name += 8;
	if (asprintf(&hook, "bpf_lsm_%s", name) < 0) {
		hook = NULL;
		return 0;
	}
	for (struct bk_ids ids = bk_ids_of(graph, 1U << BK_KIND_FUNC); bk_ids_next(&ids);)
		if (strcmp(bk_graph_name(graph, bk_graph_type(graph, ids.id)), hook) == 0)
			return ids.id;
	return 0;
}

static bool has_bpf_lsm(void)
{
	FILE *file = fopen("/sys/kernel/security/lsm", "re");
	char line[256] = "", *rest = line, *word;
	bool found = false;

	if (!file)
		return true; /* not to be known */
	if (fgets(line, sizeof(line), file))
		while ((word = strsep(&rest, ",\n")))
			found |= strcmp(word, "bpf") == 0;
	fclose(file);
	return found;
}

static struct bk_error *find_lsm(struct bk_attach *attach, const struct bk_graph *graph,
				 const char *name)
{
	struct bk_attach_way *way = &attach->ways[BK_ATTACH_LSM];
	uint32_t id = find_hook(graph, name);

	if (!id) {
		snprintf(way->reason, sizeof(way->reason), "there is no such hook");
		return NULL;
	}
	BK_TRY(try_load(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, id, 0, way));
	if (!way->is_possible || has_bpf_lsm())
		return NULL;
	way->is_possible = false;
	snprintf(way->reason, sizeof(way->reason),
		 "bpf is not among the security modules that run (lsm=)");
	return NULL;
}

/* The module's BTF, as the kernel wants it named; negative where there is none. */
static struct bk_error *open_module(const char *module, int *fd)
{
	uint32_t id = 0;

	*fd = -ENOENT;
	for (;;) {
		struct bk_bpf_info info;
		union bpf_attr attr;
		bool is_there;

		BK_TRY(bk_bpf_next_id(bk_bpf_system, BK_BPF_BTF, id, &id));
		if (!id)
			return NULL;
		BK_TRY(bk_bpf_get(bk_bpf_system, BK_BPF_BTF, id, &info, NULL, &is_there));
		if (!is_there || !info.is_kernel || strcmp(info.name, module) != 0)
			continue;
		memset(&attr, 0, sizeof(attr));
		attr.btf_id = id;
		*fd = bk_bpf_system(BPF_BTF_GET_FD_BY_ID, &attr);
		return NULL;
	}
}

/* What loads can still not be attached where ftrace calls no programs, as on arm64 before 6.4. */
static struct bk_error *check_ftrace(struct bk_attach_way *way, struct bk_symbols *symbols)
{
	struct bk_attach direct = { 0 };

	BK_TRY(find_symbol(&direct, symbols, "register_ftrace_direct"));
	if (direct.is_asked && !direct.has_symbol) {
		way->is_possible = false;
		snprintf(way->reason, sizeof(way->reason),
			 "it would load, but this kernel's ftrace calls no programs");
	}
	return NULL;
}

static struct bk_error *find_fentry(struct bk_attach *attach, struct bk_symbols *symbols,
				    const struct bk_attach_function *function)
{
	struct bk_attach_way *way = &attach->ways[BK_ATTACH_FENTRY];
	struct bk_error *error = NULL;
	int fd = 0;

	if (!function->id) {
		snprintf(way->reason, sizeof(way->reason), "it is not in the kernel's BTF");
		return NULL;
	}
	if (function->module)
		error = open_module(function->module, &fd);
	if (error || fd < 0)
		snprintf(way->reason, sizeof(way->reason), "module %s: %s", function->module,
			 error ? bk_error_text(error) : strerror(-fd));
	bk_error_destroy(error);
	if (*way->reason)
		return NULL;
	error = try_load(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, function->id, fd, way);
	if (fd)
		close(fd);
	return !error && way->is_possible ? check_ftrace(way, symbols) : error;
}

struct bk_error *bk_attach_find(struct bk_attach *attach, const struct bk_graph *graph,
				struct bk_symbols *symbols,
				const struct bk_attach_function *function)
{
	*attach = (struct bk_attach){ 0 };
	BK_TRY(find_symbol(attach, symbols, function->name));
	BK_TRY(find_fentry(attach, symbols, function));
	BK_TRY(find_kprobe(attach, function->name));
	return find_lsm(attach, graph, function->name);
}
