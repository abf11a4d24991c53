// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/*
 * btfkit with an allocator that fails: runs the command once as it is, then once for each allocation it
 * makes, with that one failing, and once more with all from there on failing.
 *
 *	starve COMMAND ARGUMENT...		as btfkit takes them
 *
 * Each run must end with exit status 2 and a message, or do all that the first did, where it can do
 * without. With -o FILE the result is FILE, which a failed run must not leave behind. Prints what does
 * not hold, and a line in the end; the exit status is 1 where anything did not.
 *
 * The linker puts the functions below in front of malloc() and the like, and of main(). Only calls
 * from btfkit's own objects come here: libraries have their own.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* In memory that the runs share with what watches them: */
static struct state {
	unsigned long count; /* of allocations so far */
	unsigned long fails; /* the number of the one that fails, 0: none */
	bool forever;	     /* and all that come after it */
} * state;

static const char output_path[] = "starve.out", message_path[] = "starve.err";

static bool starved(void)
{
	unsigned long number = ++state->count;

	if (!state->fails || number < state->fails || (number > state->fails && !state->forever))
		return false;
	errno = ENOMEM;
	return true;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
	return starved() ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
	return starved() ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
	return starved() ? NULL : __real_realloc(old, size);
}

void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return starved() ? NULL : __real_reallocarray(old, count, size);
}

char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text)
{
	return starved() ? NULL : __real_strdup(text);
}

char *__real_strndup(const char *text, size_t size);
char *__wrap_strndup(const char *text, size_t size);
char *__wrap_strndup(const char *text, size_t size)
{
	return starved() ? NULL : __real_strndup(text, size);
}

int __real_vasprintf(char **text, const char *format, va_list args);
int __wrap_vasprintf(char **text, const char *format, va_list args);
int __wrap_vasprintf(char **text, const char *format, va_list args)
{
	if (!starved())
		return __real_vasprintf(text, format, args);
	*text = (char *)1; /* it is undefined then */
	return -1;
}

int __wrap_asprintf(char **text, const char *format, ...);
int __wrap_asprintf(char **text, const char *format, ...)
{
	va_list args;
	int size;

	va_start(args, format);
	size = __wrap_vasprintf(text, format, args);
	va_end(args);
	return size;
}

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

struct file {
	char *data; /* ends with a NUL */
	size_t size;
	bool exists;
};

/* What lies in the regular file `path`, which is removed. */
static struct file take(const char *path)
{
	struct file file = { 0 };
	struct stat st;
	FILE *stream = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "r") : NULL;

	file.data = __real_calloc(1, (stream ? st.st_size : 0) + 1);
	if (!file.data)
		abort();
	if (!stream)
		return file;
	file.exists = true;
	file.size = fread(file.data, 1, st.st_size, stream);
	fclose(stream);
	unlink(path);
	return file;
}

static void redirect(const char *path, int to)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || dup2(fd, to) < 0)
		abort();
	close(fd);
}

/* Runs btfkit in a process of its own; returns what waitpid(2) says of its end. */
static int run(int argc, char **argv, unsigned long fails, bool forever)
{
	int status;
	pid_t pid;

	*state = (struct state){ .fails = fails, .forever = forever };
	fflush(stdout); /* lest the process prints it again */
	pid = fork();
	if (pid == 0) {
		redirect(output_path, STDOUT_FILENO);
		redirect(message_path, STDERR_FILENO);
		exit(__real_main(argc, argv));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		abort();
	return status;
}

static const char *result_path(int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], "-o") == 0)
			return argv[i + 1];
	return output_path;
}

static bool leaves_temporary(const char *path)
{
	char pattern[256];
	glob_t found;
	bool any;

	snprintf(pattern, sizeof(pattern), "%s.*", path);
	any = glob(pattern, 0, NULL, &found) == 0;
	for (size_t i = 0; any && i < found.gl_pathc; i++)
		unlink(found.gl_pathv[i]);
	if (any)
		globfree(&found);
	return any;
}

/* How a run ended, and what it left. */
struct end {
	int status;
	struct file result, message;
};

static bool same(struct file a, struct file b)
{
	return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static bool is_as_without_fault(const struct end *wanted, const struct end *got)
{
	return got->status == wanted->status && same(got->result, wanted->result) &&
	       same(got->message, wanted->message);
}

/* What is wrong with an end, NULL: nothing. */
static const char *fault(const char *path, const struct end *wanted, const struct end *got)
{
	if (!WIFEXITED(got->status))
		return "killed by a signal";
	if (leaves_temporary(path))
		return "a temporary file left behind";
	if (is_as_without_fault(wanted, got))
		return NULL;
	if (WEXITSTATUS(got->status) != 2)
		return "neither failed nor done";
	if (strncmp(got->message.data, "btfkit: ", 8) != 0)
		return "no message";
	if (wanted->status == 0 && !strcasestr(got->message.data, "memory"))
		return "the message is not of memory";
	if (strcmp(path, output_path) != 0 && got->result.exists)
		return "failed, but left a result";
	return NULL;
}

static struct end end_of(int argc, char **argv, unsigned long fails, bool forever)
{
	int status = run(argc, argv, fails, forever);

	return (struct end){ status, take(result_path(argc, argv)), take(message_path) };
}

static void end_deinit(struct end *end)
{
	free(end->result.data);
	free(end->message.data);
}

/* Whether all is well when allocation `number`, and with `forever` all behind it, fails. */
static bool check(int argc, char **argv, const struct end *wanted, unsigned long number,
		  bool forever)
{
	struct end got = end_of(argc, argv, number, forever);
	const char *wrong = fault(result_path(argc, argv), wanted, &got);

	if (wrong)
		printf("allocation %lu%s fails: %s: %s\n", number, forever ? " and on" : "", wrong,
		       got.message.data);
	end_deinit(&got);
	return !wrong;
}

int __wrap_main(int argc, char **argv)
{
	unsigned long count, faults = 0;
	struct end wanted;

	state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (state == MAP_FAILED)
		abort();
	wanted = end_of(argc, argv, 0, false);
	count = state->count;
	for (unsigned long number = 1; number <= count; number++) {
		faults += !check(argc, argv, &wanted, number, false);
		faults += !check(argc, argv, &wanted, number, true);
	}
	unlink(output_path); /* with -o, it is not the result */
	for (int i = 1; i < argc; i++)
		printf("%s ", argv[i]);
	printf("(%d): %s\n", WEXITSTATUS(wanted.status), faults ? "FAULTS" : "every failure told");
	if (getenv("STARVE_VERBOSE"))
		fprintf(stderr, "%lu allocations, %lu faults\n", count, faults);
	end_deinit(&wanted);
	return faults > 0;
}
