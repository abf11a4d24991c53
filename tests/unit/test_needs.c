// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* What else an object needs: found by enumerators, names, types and options of a kernel. */
#include "btfkit/needs/needs.h"

#include "btfkit/needs/sections.h"
#include "btfkit/needs/uapi_names.h"
#include "tests/unit/support/expect.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/suite.h"

#include <zlib.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* An object of one function `prog` in `section`, and its code; the rest is for tests to add. */
struct fake {
	struct build *types; /* the object's own */
	struct bk_object object;
	struct bk_function function;
	struct bk_insn code[32];
	uint32_t count;
	struct bk_extern externs[4];
	struct bk_reference references[4];
	struct bk_helper_call helper_calls[8];
	struct bk_map map;
	const char *release, *config;
};

static struct fake *fake_new(const char *section)
{
	struct fake *fake = keep_zeros(sizeof(*fake));

	fake->types = build_new();
	build_int(fake->types, "int", 4, BK_INT_SIGNED);
	fake->function = (struct bk_function){ .name = "prog",
					       .section = section,
					       .is_program = true,
					       .is_optional = *section == '?' };
	fake->object.functions.at = &fake->function;
	fake->object.functions.count = 1;
	fake->object.externs.at = fake->externs;
	fake->object.references.at = fake->references;
	fake->object.helper_calls.at = fake->helper_calls;
	fake->object.maps.at = &fake->map;
	return fake;
}

static void put(struct fake *fake, struct bk_insn insn)
{
	fake->code[fake->count++] = insn;
}

static void put_exit(struct fake *fake)
{
	put(fake, (struct bk_insn){ .code = 0xb7 }); /* r0 = 0 */
	put(fake, (struct bk_insn){ .code = BK_CODE_EXIT });
}

static void put_call(struct fake *fake, int32_t helper)
{
	fake->helper_calls[fake->object.helper_calls.count++] =
		(struct bk_helper_call){ .insn = fake->count, .number = helper };
	put(fake, (struct bk_insn){ .code = BK_CODE_CALL, .imm = helper });
}

/* if (0) goto over the next instruction; with 1, not */
static void put_guard(struct fake *fake, int32_t passes)
{
	put(fake, (struct bk_insn){ .code = 0xb7, .dst = 6, .imm = passes });
	put(fake, (struct bk_insn){ .code = 0x15, .dst = 6, .off = 1 });
}

/* A call of the extern */
static void put_kfunc(struct fake *fake, const char *name, uint32_t proto, bool is_weak)
{
	uint32_t n = (uint32_t)fake->object.externs.count++;

	fake->externs[n] = (struct bk_extern){
		.kind = BK_EXTERN_KFUNC, .name = name, .type_id = proto, .is_weak = is_weak
	};
	fake->references[fake->function.reference_count++] = (struct bk_reference){
		.insn = fake->count, .kind = BK_REF_KFUNC, .index = n, .symbol = name
	};
	fake->object.references.count++;
	put(fake, (struct bk_insn){ .code = BK_CODE_CALL, .src = BK_CALL_KFUNC });
}

static void put_extern(struct fake *fake, enum bk_extern_kind kind, const char *name, uint32_t type,
		       bool is_weak)
{
	fake->externs[fake->object.externs.count++] = (struct bk_extern){
		.kind = kind, .name = name, .type_id = type, .is_weak = is_weak
	};
}

/* A kernel that has some of everything. */
static struct build *kernel(void)
{
	struct build *b = build_new();
	uint32_t int_id = build_int(b, "int", 4, BK_INT_SIGNED), proto, tagged, record, function;

	build_enum(b, "bpf_func_id", 4, 0);
	build_value(b, "BPF_FUNC_unspec", 0);
	build_value(b, "BPF_FUNC_map_lookup_elem", 1);
	build_value(b, "BPF_FUNC_probe_read", 4);
	build_value(b, "__BPF_FUNC_MAX_ID", 5);
	build_enum(b, "bpf_map_type", 4, 0);
	build_value(b, "BPF_MAP_TYPE_UNSPEC", 0);
	build_value(b, "BPF_MAP_TYPE_HASH", 1);
	build_value(b, "__MAX_BPF_MAP_TYPE", 2);
	build_enum(b, "bpf_prog_type", 4, 0);
	build_value(b, "BPF_PROG_TYPE_TRACING", 26);
	build_value(b, "BPF_PROG_TYPE_XDP", 6);
	build_value(b, "BPF_PROG_TYPE_KPROBE", 2);
	build_enum(b, "bpf_attach_type", 4, 0);
	build_value(b, "BPF_TRACE_FENTRY", 24);
	proto = build_proto(b, int_id);
	build_param(b, "a", int_id);
	tagged = build_func(b, "bpf_known", proto, BK_LINKAGE_STATIC);
	build_decl_tag(b, "bpf_kfunc", tagged, -1);
	build_func(b, "do_unlinkat", proto, BK_LINKAGE_STATIC);
	build_func(b, "__x64_sys_bpf", proto, BK_LINKAGE_STATIC);
	build_var(b, "jiffies", int_id, BK_LINKAGE_GLOBAL);
	function = build_ptr(b, proto);
	record = build_struct(b, "ops", 8);
	build_member(b, "run", function, 0);
	build_struct(b, "bpf_struct_ops_ops", 8);
	build_member(b, "data", record, 0);
	return b;
}

static struct bk_needs *needs_of(struct fake *fake)
{
	const struct bk_graph *graphs[] = { graph_of(kernel()) };
	struct bk_relocated relocated = { .insns = fake->code };
	BK_AUTO(bk_kernel_names_auto) struct bk_kernel_names *names = NULL;
	BK_AUTO(bk_config_auto) struct bk_config *config = NULL;
	struct bk_needs *needs = NULL;

	fake->function.insn_count = fake->count;
	fake->object.insns.at = fake->code;
	fake->object.insns.count = fake->count;
	fake->object.graph = (struct bk_graph *)(uintptr_t)graph_of(fake->types);
	if (fake->config)
		expect_ok(bk_config_create(
			(struct bk_bytes){ (const uint8_t *)fake->config, strlen(fake->config) },
			&config));
	expect_ok(bk_kernel_names_create(graphs, 1, fake->release, "x86_64", config, &names));
	expect_ok(bk_needs_create(&fake->object, &relocated, names, &needs));
	return needs;
}

/* "KIND NAME: STATUS, fails (reason)" a row */
static const char *needs_text(struct fake *fake)
{
	BK_AUTO(bk_needs_auto) struct bk_needs *needs = needs_of(fake);
	struct bk_sink sink;

	bk_sink_init_memory(&sink, SIZE_MAX);
	for (size_t i = 0; i < needs->rows.count; i++) {
		const struct bk_need *need = &needs->rows.at[i];

		bk_printf(&sink, "%s%s %s: %s%s", i ? "\n" : "", bk_need_kind_name(need->kind),
			  need->name, bk_need_status_name(need->status),
			  need->is_failing ? ", fails" : "");
		if (need->has_value)
			bk_printf(&sink, " = %llu", (unsigned long long)need->value);
		if (need->reason)
			bk_printf(&sink, " (%s)", need->reason);
	}
	return sink_text(&sink);
}

START_TEST(helpers_are_looked_up_by_number)
{
	struct fake *fake = fake_new(".text");

	put_call(fake, 1);
	put_call(fake, 1);
	put_call(fake, 113); /* for which libbpf puts probe_read */
	put_call(fake, 5);   /* __BPF_FUNC_MAX_ID is no helper */
	put_exit(fake);
	expect_text(needs_text(fake),
		    "helper bpf_map_lookup_elem: present\n"
		    "helper bpf_probe_read_kernel: missing (libbpf calls bpf_probe_read)\n"
		    "helper bpf_ktime_get_ns: missing, fails");
}
END_TEST

START_TEST(a_missing_helper_that_is_not_called_does_no_harm)
{
	struct fake *fake = fake_new(".text"), *live = fake_new(".text");

	put_guard(fake, 0);
	put_call(fake, 208);
	put_exit(fake);
	expect_text(needs_text(fake),
		    "helper bpf_ktime_get_tai_ns: missing (no call of it can be reached)");
	put_guard(live, 1);
	put_call(live, 208);
	put_exit(live);
	expect_text(needs_text(live), "helper bpf_ktime_get_tai_ns: missing, fails");
}
END_TEST

START_TEST(map_types_are_numbers_in_the_object)
{
	struct fake *fake = fake_new(".text");

	put_exit(fake);
	fake->object.maps.count = 1;
	fake->map.type = 1;
	expect_text(needs_text(fake), "map_type BPF_MAP_TYPE_HASH: present");
	fake->map.type = 33;
	expect_text(needs_text(fake), "map_type BPF_MAP_TYPE_ARENA: missing, fails");
	fake->map.type = 999;
	expect_text(needs_text(fake), "map_type map type 999: missing, fails");
}
END_TEST

START_TEST(sections_tell_types_and_targets)
{
	static const struct {
		const char *section, *text;
	} cases[] = {
		{ "fentry/do_unlinkat", "prog_type BPF_PROG_TYPE_TRACING: present\n"
					"attach_type BPF_TRACE_FENTRY: present\n"
					"target do_unlinkat: present" },
		{ "fentry.s/nowhere",
		  "prog_type BPF_PROG_TYPE_TRACING: present\n"
		  "attach_type BPF_TRACE_FENTRY: present\n"
		  "target nowhere: missing, fails (no such function in vmlinux)" },
		{ "?fentry/nowhere", "prog_type BPF_PROG_TYPE_TRACING: present\n"
				     "attach_type BPF_TRACE_FENTRY: present\n"
				     "target nowhere: missing (no such function in vmlinux)" },
		{ "fentry/mod:nowhere", "prog_type BPF_PROG_TYPE_TRACING: present\n"
					"attach_type BPF_TRACE_FENTRY: present\n"
					"target mod:nowhere: unknown (the module was not given)" },
		{ "kprobe/nowhere",
		  "prog_type BPF_PROG_TYPE_KPROBE: present\n"
		  "target nowhere: unknown (not in BTF, which a probe does not need)" },
		{ "ksyscall/bpf", "prog_type BPF_PROG_TYPE_KPROBE: present\ntarget bpf: present" },
		{ "xdp", "prog_type BPF_PROG_TYPE_XDP: present\n"
			 "attach_type BPF_XDP: missing (it loads without)" },
		{ "lsm/file_open", "prog_type BPF_PROG_TYPE_LSM: missing, fails\n"
				   "attach_type BPF_LSM_MAC: missing, fails\n"
				   "target file_open: missing, fails (no such LSM hook)" },
		{ "iter/task", "prog_type BPF_PROG_TYPE_TRACING: present\n"
			       "attach_type BPF_TRACE_ITER: missing, fails\n"
			       "target task: missing, fails (no such iterator)" },
		{ "freplace/x", "prog_type BPF_PROG_TYPE_EXT: missing, fails\n"
				"target x: unknown (in another BPF program)" },
		{ "nothing/known", "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fake *fake = fake_new(cases[i].section);

		put_exit(fake);
		expect_text(needs_text(fake), cases[i].text);
	}
}
END_TEST

START_TEST(the_longest_prefix_names_the_form)
{
	const char *target;

	ck_assert_str_eq(bk_section_form("xdp.frags/devmap", &target)->attach_type, "XDP_DEVMAP");
	ck_assert_ptr_null(target);
	ck_assert_str_eq(bk_section_form("cgroup/connect4", &target)->attach_type,
			 "CGROUP_INET4_CONNECT");
	ck_assert_str_eq(bk_section_form("tp/sched/sched_switch", &target)->prog_type,
			 "TRACEPOINT");
	ck_assert_str_eq(target, "sched/sched_switch");
	ck_assert_ptr_null(bk_section_form("xdpfrags", &target));
}
END_TEST

START_TEST(kfuncs_must_be_there_and_fit)
{
	struct fake *fake = fake_new(".text"), *other = fake_new(".text");
	uint32_t proto = build_proto(fake->types, 1), none;

	build_param(fake->types, "x", 1);
	put_kfunc(fake, "bpf_known", proto, false);
	put_kfunc(fake, "bpf_known___v2", proto, false);
	put_kfunc(fake, "do_unlinkat", proto, false);
	put_kfunc(fake, "bpf_never", proto, false);
	put_exit(fake);
	expect_text(needs_text(fake),
		    "kfunc bpf_known: present\n"
		    "kfunc bpf_known___v2: present\n"
		    "kfunc do_unlinkat: missing, fails (a function, but no kfunc)\n"
		    "kfunc bpf_never: missing, fails");
	none = build_proto(other->types, 1);
	put_kfunc(other, "bpf_known", none, false);
	put_exit(other);
	expect_text(needs_text(other), "kfunc bpf_known: mismatch, fails "
				       "(its prototype is 'int (int a)', not 'int (void)')");
}
END_TEST

START_TEST(weak_kfuncs_may_be_missing_where_they_are_not_called)
{
	struct fake *fake = fake_new(".text");
	uint32_t proto = build_proto(fake->types, 1);

	put_guard(fake, 0);
	put_kfunc(fake, "bpf_never", proto, true);
	put_guard(fake, 1);
	put_kfunc(fake, "bpf_never_either", proto, true);
	put_exit(fake);
	expect_text(needs_text(fake), "kfunc bpf_never: missing (no call of it can be reached)\n"
				      "kfunc bpf_never_either: missing, fails");
}
END_TEST

START_TEST(symbols_are_known_by_type_or_by_address_only)
{
	struct fake *fake = fake_new(".text");
	uint32_t pointer = build_ptr(fake->types, 1);

	put_exit(fake);
	put_extern(fake, BK_EXTERN_KSYM, "jiffies", 1, false);
	put_extern(fake, BK_EXTERN_KSYM, "jiffies", pointer, false);
	put_extern(fake, BK_EXTERN_KSYM, "nowhere", 1, true);
	put_extern(fake, BK_EXTERN_KSYM, "somewhere", 0, false);
	expect_text(needs_text(fake), "ksym jiffies: present\n"
				      "ksym jiffies: mismatch, fails "
				      "(its type is 'int', not 'int *')\n"
				      "ksym nowhere: missing (weak: it is 0)\n"
				      "ksym somewhere: unknown (only /proc/kallsyms knows)");
}
END_TEST

START_TEST(options_have_values_where_the_configuration_is_known)
{
	struct fake *fake = fake_new(".text");
	uint32_t flag = build_int(fake->types, "bool", 1, BK_INT_BOOL);
	uint32_t letter = build_int(fake->types, "char", 1, BK_INT_CHAR | BK_INT_SIGNED);

	put_exit(fake);
	put_extern(fake, BK_EXTERN_KCONFIG, "CONFIG_HZ", 1, false);
	put_extern(fake, BK_EXTERN_KCONFIG, "CONFIG_BPF", flag, false);
	put_extern(fake, BK_EXTERN_KCONFIG, "CONFIG_NONE", letter, true);
	put_extern(fake, BK_EXTERN_KCONFIG, "LINUX_KERNEL_VERSION", 1, false);
	expect_text(needs_text(fake),
		    "kconfig CONFIG_HZ: unknown (the kernel's configuration is not known)\n"
		    "kconfig CONFIG_BPF: unknown (the kernel's configuration is not known)\n"
		    "kconfig CONFIG_NONE: unknown (the kernel's configuration is not known)\n"
		    "kconfig LINUX_KERNEL_VERSION: present (the kernel's release is not known)");
	fake->config = "# a comment\nCONFIG_HZ=250\nCONFIG_BPF=y\n# CONFIG_NONE is not set\n";
	fake->release = "6.1.0-56-amd64";
	expect_text(needs_text(fake), "kconfig CONFIG_HZ: present = 250\n"
				      "kconfig CONFIG_BPF: present = 1\n"
				      "kconfig CONFIG_NONE: missing = 0 (not set)\n"
				      "kconfig LINUX_KERNEL_VERSION: present = 393472");
	fake->config = "CONFIG_HZ=\"text\"\nCONFIG_BPF=m\nCONFIG_NONE=m\n";
	expect_text(needs_text(fake),
		    "kconfig CONFIG_HZ: present\n"
		    "kconfig CONFIG_BPF: mismatch, fails (its value does not fit its type)\n"
		    "kconfig CONFIG_NONE: present = 109\n"
		    "kconfig LINUX_KERNEL_VERSION: present = 393472");
	fake->config = "CONFIG_BPF=y\n";
	fake->object.externs.count = 1;
	expect_text(needs_text(fake), "kconfig CONFIG_HZ: missing, fails (not set)");
}
END_TEST

/* An image holds its configuration behind IKCFG_ST, packed by gzip. */
START_TEST(images_hold_their_configuration)
{
	static const char text[] = "CONFIG_A=y\nCONFIG_B=\"b\"\r\n";
	uint8_t image[512] = "before IKCFG_ST not it IKCFG_ST";
	BK_AUTO(bk_config_auto) struct bk_config *config = NULL;
	struct bk_config *none = NULL;
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)text, .avail_in = sizeof(text) - 1 };

	stream.next_out = image + 31;
	stream.avail_out = 400;
	ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
	deflateEnd(&stream);
	expect_ok(bk_config_extract((struct bk_bytes){ image, sizeof(image) }, &config));
	ck_assert_str_eq(bk_config_value(config, "CONFIG_A"), "y");
	ck_assert_str_eq(bk_config_value(config, "CONFIG_B"), "\"b\"");
	ck_assert_ptr_null(bk_config_value(config, "CONFIG_C"));
	expect_ok(bk_config_extract((struct bk_bytes){ image, 30 }, &none));
	ck_assert_ptr_null(none);
	image[40] ^= 0x55; /* damaged */
	for (size_t size = 31; size < 80; size++) {
		bk_error_destroy(bk_config_extract((struct bk_bytes){ image, size }, &none));
		bk_config_destroy(none);
	}
	expect_fails(bk_config_create((struct bk_bytes){ image, 10 }, &none), "no CONFIG_ line");
}
END_TEST

/* A package holds it beside the kernel; a file may be given. */
START_TEST(packages_hold_the_configuration_of_their_kernel)
{
	BK_AUTO(bk_source_auto) struct bk_source *source = NULL;
	BK_AUTO(bk_config_auto) struct bk_config *config = NULL, *other = NULL, *none = NULL;
	struct build *b = build_new();

	build_int(b, "int", 4, BK_INT_SIGNED);
	scratch_enter();
	ck_assert(scratch_run("mkdir -p files/boot"));
	scratch_write("files/boot/vmlinux-6.1", build_bytes(b));
	scratch_write_text("files/boot/config-6.1", "CONFIG_HZ=100\n");
	ck_assert(scratch_run("\"$FIXTURES\"/../tests/mkpackage deb a.deb linux-image-6.1 amd64 "
			      "files gzip"));
	expect_ok(bk_source_create("a.deb", &source));
	expect_ok(bk_config_of_source(source, &config));
	ck_assert_ptr_nonnull(config);
	ck_assert_str_eq(bk_config_value(config, "CONFIG_HZ"), "100");

	ck_assert(scratch_run("gzip files/boot/config-6.1"));
	expect_ok(bk_config_open("files/boot/config-6.1.gz", &other));
	ck_assert_str_eq(bk_config_value(other, "CONFIG_HZ"), "100");
	expect_fails(bk_config_open("nowhere", &none), "nowhere: ");
	expect_fails(bk_config_open("files/boot/vmlinux-6.1", &none), "no CONFIG_ line");
}
END_TEST

START_TEST(helpers_and_maps_have_names)
{
	ck_assert_str_eq(bk_helper_name(1), "map_lookup_elem");
	ck_assert_str_eq(bk_helper_name(211), "cgrp_storage_delete");
	ck_assert_ptr_null(bk_helper_name(0));
	ck_assert_ptr_null(bk_helper_name(212));
	ck_assert_str_eq(bk_map_type_name(27), "RINGBUF");
	ck_assert_ptr_null(bk_map_type_name(34));
}
END_TEST

TEST_SUITE(needs, helpers_are_looked_up_by_number, a_missing_helper_that_is_not_called_does_no_harm,
	   map_types_are_numbers_in_the_object, sections_tell_types_and_targets,
	   the_longest_prefix_names_the_form, kfuncs_must_be_there_and_fit,
	   weak_kfuncs_may_be_missing_where_they_are_not_called,
	   symbols_are_known_by_type_or_by_address_only,
	   options_have_values_where_the_configuration_is_known, images_hold_their_configuration,
	   packages_hold_the_configuration_of_their_kernel, helpers_and_maps_have_names)
