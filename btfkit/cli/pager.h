/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Long output on a terminal goes through a pager, as git's does. */
#ifndef BK_CLI_PAGER_H
#define BK_CLI_PAGER_H

#include "btfkit/cli/options.h"

#include <sys/types.h>

struct bk_pager {
	pid_t pid; /* 0: none was started */
};

/*
 * Starts $PAGER (less, where it is not set; none, where it is empty or cat) with standard output
 * going to it, if that is a terminal and no file is written. Where none can be had the output goes
 * to the terminal itself. Ask what depends on the terminal before.
 */
void bk_pager_start(struct bk_pager *pager, const struct bk_common *common);

/* Ends the output and waits until the pager has ended. For BK_AUTO, too. */
void bk_pager_finish(struct bk_pager *pager);

#endif
