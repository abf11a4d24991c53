/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* What decided, in the log of a program that was refused. */
#ifndef BK_LIVE_VERIFIER_LOG_H
#define BK_LIVE_VERIFIER_LOG_H

#include "btfkit/base/error.h"

/*
 * Calls `put` with the lines that decided: of a verifier's log the last source line, the last
 * instruction and what is said of it; of a loader's other complaints the first few. Lines are without
 * their newline, longer ones are cut. The log may be anything.
 */
void bk_log_decisive(const char *log, void (*put)(void *context, const char *line), void *context);

/* Adds them to an error. */
struct bk_error *bk_log_explain(const char *log, struct bk_error *error) BK_MUST_CHECK;

#endif
