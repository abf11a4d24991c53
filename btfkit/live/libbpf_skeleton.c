// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* The skeleton of the bundled object, opened on what was made of it. */
#include "btfkit/live/libbpf_skeleton.h"

#include "btfkit/live/template.h"
#include "btfkit/live/verifier_log.h"

bool bk_skeleton_is_clone(const struct bk_libbpf *libbpf, const struct probe_bpf *skeleton,
			  const struct bpf_program *program)
{
	const char *name = libbpf->bpf_program__name_(program);

	return strncmp(name, BK_TEMPLATE_PROGRAM "_", sizeof(BK_TEMPLATE_PROGRAM)) == 0 &&
	       program != skeleton->progs.probe_read && program != skeleton->progs.probe_tasks;
}

static void prepare(const struct bk_libbpf *libbpf, bool no_ring, const struct probe_bpf *skeleton)
{
	struct bpf_program *program;

	for (program = libbpf->bpf_object__next_program_(skeleton->obj, NULL); program;
	     program = libbpf->bpf_object__next_program_(skeleton->obj, program))
		libbpf->bpf_program__set_autoload_(program,
						   bk_skeleton_is_clone(libbpf, skeleton, program));
	skeleton->rodata->use_ring = !no_ring;
	if (no_ring)
		libbpf->bpf_map__set_autocreate_(skeleton->maps.ring, false);
}

struct probe_bpf *bk_skeleton_open(const struct bk_libbpf *libbpf, struct bk_bytes object,
				   const char *types, bool no_ring, struct bk_error **error)
{
	const struct bpf_object_open_opts options = { .sz = sizeof(options),
						      .btf_custom_path = types };
	struct probe_bpf *opened = calloc(1, sizeof(*opened));
	int status;

	if (!opened || probe_bpf__create_skeleton(opened)) {
		free(opened);
		*error = bk_error_memory();
		return NULL;
	}
	opened->skeleton->data = (void *)(uintptr_t)object.data;
	opened->skeleton->data_sz = object.size;
	status = bpf_object__open_skeleton(opened->skeleton, &options);
	if (status) {
		probe_bpf__destroy(opened);
		*error = bk_error_system(-status, "libbpf cannot open the probe");
		return NULL;
	}
	prepare(libbpf, no_ring, opened);
	return opened;
}

struct bk_error *bk_skeleton_load(struct probe_bpf *skeleton, const char *log)
{
	int status = bpf_object__load_skeleton(skeleton->skeleton);

	if (!status)
		return NULL;
	return bk_log_explain(log, bk_error_system(-status, "libbpf cannot load the probe"));
}
