// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * What the running kernel says of each program of BPF objects: a line `PROGRAM VERDICT` each, where the
 * verdict is `accepted`, `poison` (an unresolved instruction was come to) or `refused: ` and why.
 *
 * tests/diff/reach-verifier.sh compiles it and links it with libbpf.
 */
#include <bpf/libbpf.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char verifier_log[1 << 22];

static int say_nothing(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

/* libbpf replaces the kernel's words about a poisoned instruction by its own. */
static int is_poison(void)
{
	static const char *const signs[] = { "unknown#195896080", "CO-RE relocation",
					     "unknown#2002", "not eliminated in verifier pass" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (strstr(verifier_log, signs[i]))
			return 1;
	return 0;
}

/* The last line that is no statistics. */
static const char *last_line(void)
{
	char *end = strstr(verifier_log, "\nprocessed ");
	char *line;

	if (end)
		*end = '\0';
	line = strrchr(verifier_log, '\n');
	return line ? line + 1 : verifier_log;
}

/* Loads the program `number` alone; 0: there is none such. */
static int load(const char *path, int number)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program, *wanted = NULL;
	int i = 0, error;

	if (!object)
		return 0;
	bpf_object__for_each_program(program, object)
	{
		bpf_program__set_autoload(program, i == number);
		if (i++ == number)
			wanted = program;
	}
	if (wanted) {
		verifier_log[0] = '\0';
		bpf_program__set_log_buf(wanted, verifier_log, sizeof(verifier_log));
		error = bpf_object__load(object);
		if (!error)
			printf("%s accepted\n", bpf_program__name(wanted));
		else if (is_poison())
			printf("%s poison\n", bpf_program__name(wanted));
		else
			printf("%s refused: %s\n", bpf_program__name(wanted), last_line());
	}
	bpf_object__close(object);
	return wanted != NULL;
}

int main(int argc, char **argv)
{
	libbpf_set_print(say_nothing);
	for (int i = 1; i < argc; i++)
		for (int n = 0; load(argv[i], n); n++)
			;
	return 0;
}
