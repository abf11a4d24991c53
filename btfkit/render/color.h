/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* The colours of terminals, which renderers put only when they are told to. */
#ifndef BK_RENDER_COLOR_H
#define BK_RENDER_COLOR_H

#define BK_COLOR_NONE	"\033[0m"
#define BK_COLOR_BOLD	"\033[1m"
#define BK_COLOR_DIM	"\033[2m"
#define BK_COLOR_RED	"\033[31m"
#define BK_COLOR_GREEN	"\033[32m"
#define BK_COLOR_YELLOW "\033[33m"
#define BK_COLOR_CYAN	"\033[36m"

#endif
