// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * Loads programs one by one: the object is opened anew for each, since it can be loaded once only, and
 * one that is refused takes all others with it.
 */
#include "btfkit/live/libbpf.h"
#include "btfkit/live/surroundings.h"
#include "btfkit/live/trial.h"
#include "btfkit/live/verifier_log.h"

#include <errno.h>
#include <stdio.h>

enum { LOG_SIZE = 1 << 20, SAID_SIZE = 1 << 14 };

struct trying {
	struct bk_trial *trial;
	const struct bk_libbpf *libbpf;
	struct bk_bytes bytes;
	char *log, *said; /* the verifier's, libbpf's */
};

struct keeping {
	struct bk_trial *trial;
	struct bk_tried_program *program;
	bool failed;
};

static void keep_line(void *context, const char *line)
{
	struct keeping *keeping = context;
	const char *copy = bk_arena_copy(&keeping->trial->arena, line, strlen(line));

	if (!copy || !bk_array_push(&keeping->program->lines, copy))
		keeping->failed = true;
}

/* Only this program, and nothing that would stay: no map is pinned. */
static struct bpf_program *prepare(const struct trying *t, struct bpf_object *object,
				   const char *name)
{
	const struct bk_libbpf *libbpf = t->libbpf;
	struct bpf_program *program, *found = NULL;
	struct bpf_map *map;

	for (map = libbpf->bpf_object__next_map_(object, NULL); map;
	     map = libbpf->bpf_object__next_map_(object, map))
		libbpf->bpf_map__set_pin_path_(map, NULL);
	for (program = libbpf->bpf_object__next_program_(object, NULL); program;
	     program = libbpf->bpf_object__next_program_(object, program)) {
		bool is_it = strcmp(libbpf->bpf_program__name_(program), name) == 0;

		libbpf->bpf_program__set_autoload_(program, is_it);
		if (is_it)
			found = program;
	}
	if (found) {
		libbpf->bpf_program__set_log_buf_(found, t->log, LOG_SIZE);
		libbpf->bpf_program__set_log_level_(found, 1);
	}
	return found;
}

/* A program of that type was not permitted, and nothing said of what is in it. */
static void note_lack(struct keeping *keeping, enum bpf_prog_type type)
{
	struct bk_live_surroundings surroundings;
	const char *capability;
	char line[64];

	bk_surroundings_look(&surroundings);
	capability = bk_surroundings_lack(&surroundings, type);
	if (!capability)
		return;
	snprintf(line, sizeof(line), "this process lacks %s", capability);
	keep_line(keeping, line);
	keeping->trial->hindered++;
}

/* What the verifier said; where it did not come to that, what libbpf did, or what the system call. */
static struct bk_error *note_refusal(const struct trying *t, struct bk_tried_program *program,
				     enum bpf_prog_type type, int status)
{
	struct keeping keeping = { .trial = t->trial, .program = program };

	t->trial->refused++;
	if (*t->log)
		bk_log_decisive(t->log, keep_line, &keeping);
	else if (*t->said)
		bk_log_decisive(t->said, keep_line, &keeping);
	if (!program->lines.count)
		keep_line(&keeping, strerror(-status));
	if (!*t->log && status == -EPERM)
		note_lack(&keeping, type);
	return keeping.failed ? bk_error_memory() : NULL;
}

static struct bk_error *try_program(const struct trying *t, struct bk_tried_program *program)
{
	const struct bpf_object_open_opts options = { .sz = sizeof(options),
						      .object_name = "btfkit_trial" };
	const struct bk_libbpf *libbpf = t->libbpf;
	struct bk_error *error = NULL;
	struct bpf_program *loaded;
	struct bpf_object *object;
	int status;

	*t->log = *t->said = '\0';
	bk_libbpf_listen(t->said, SAID_SIZE, false);
	object = libbpf->bpf_object__open_mem_(t->bytes.data, t->bytes.size, &options);
	if (!object)
		return bk_log_explain(t->said,
				      bk_libbpf_error(libbpf, errno, "libbpf cannot open it"));
	loaded = prepare(t, object, program->name);
	if (!loaded) {
		libbpf->bpf_object__close_(object);
		return bk_error_create(BK_ERR_NOT_FOUND, "libbpf does not find the program %s",
				       program->name);
	}
	status = libbpf->bpf_object__load_(object);
	program->is_accepted = status == 0;
	/* it tries an empty program first: if that is refused, it is not the object's doing */
	if (status && strstr(t->said, "bpf_object__probe_loading"))
		error = bk_error_system(-status, "libbpf can load no program");
	else if (status)
		error = note_refusal(t, program, libbpf->bpf_program__type_(loaded), status);
	libbpf->bpf_object__close_(object);
	return error;
}

struct bk_error *bk_trial_load(struct bk_trial *trial, struct bk_bytes object)
{
	BK_AUTOFREE char *log = malloc(LOG_SIZE);
	BK_AUTOFREE char *said = malloc(SAID_SIZE);
	struct trying t = { .trial = trial, .bytes = object, .log = log, .said = said };
	struct bk_error *error = NULL;

	if (!log || !said)
		return bk_error_memory();
	BK_TRY(bk_libbpf_load(&t.libbpf));
	for (size_t i = 0; i < trial->programs.count && !error; i++)
		error = try_program(&t, &trial->programs.at[i]);
	bk_libbpf_listen(NULL, 0, false);
	return error;
}
