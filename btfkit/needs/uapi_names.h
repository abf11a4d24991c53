/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Names of helpers and map types, up to those of Linux 6.18. */
#ifndef BK_NEEDS_UAPI_NAMES_H
#define BK_NEEDS_UAPI_NAMES_H

#include <stdint.h>

/* "map_lookup_elem" for 1; NULL: a number that has no name. */
const char *bk_helper_name(uint32_t number);

/* "HASH" for 1; NULL likewise. */
const char *bk_map_type_name(uint32_t number);

#endif
