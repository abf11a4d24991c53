// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What libbpf does where `btfkit compat` is measured beside it: opens an object for one kernel after
 * another and relocates it, up to where its first program would be loaded.
 *
 *	libbpf_relocate OBJECT KERNEL...	ends with 0 if each was relocated; needs the right to load
 *
 * Programs are of sections raw_tp/NAME. Not part of the build: gcc scripts/libbpf_relocate.c -lbpf
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static int reached;

/* Called when all is relocated: that is enough. */
static int stop(struct bpf_program *program, struct bpf_prog_load_opts *options, long cookie)
{
	(void)program;
	(void)options;
	(void)cookie;
	reached = 1;
	return -ECANCELED;
}

static int say_nothing(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

static int relocate(const char *path, const char *kernel)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = kernel);
	struct bpf_object *object = bpf_object__open_file(path, &options);

	reached = 0;
	if (!object)
		return 0;
	(void)bpf_object__load(object);
	bpf_object__close(object);
	return reached;
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, handler, .prog_prepare_load_fn = stop);

	libbpf_set_print(say_nothing);
	if (libbpf_register_prog_handler("raw_tp+", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, &handler) < 0)
		return 2;
	for (int i = 2; i < argc; i++)
		if (!relocate(argv[1], argv[i])) {
			fprintf(stderr, "%s on %s: not relocated\n", argv[1], argv[i]);
			return 1;
		}
	return 0;
}
