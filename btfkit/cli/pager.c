// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Starting a pager and waiting for it. */
#include "btfkit/cli/pager.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the child: what is written to the pipe is the pager's input. */
static void become_pager(const char *command, const int ends[2])
{
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
	setenv("LESS", "FRX", 0); /* leave short output alone, keep colours and the screen */
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

void bk_pager_start(struct bk_pager *pager, const struct bk_common *common)
{
	const char *command = getenv("PAGER");
	int ends[2];

	pager->pid = 0;
	if (!command) /* not every system has it */
		command = "less 2>/dev/null || cat";
	if (common->output || !isatty(STDOUT_FILENO) || !*command || strcmp(command, "cat") == 0)
		return;
	if (pipe(ends) != 0)
		return;
	pager->pid = fork();
	if (pager->pid == 0)
		become_pager(command, ends);
	if (pager->pid > 0)
		dup2(ends[1], STDOUT_FILENO);
	else
		pager->pid = 0;
	close(ends[0]);
	close(ends[1]);
}

void bk_pager_finish(struct bk_pager *pager)
{
	if (!pager->pid)
		return;
	fflush(stdout);
	close(STDOUT_FILENO);
	waitpid(pager->pid, NULL, 0);
	pager->pid = 0;
}
