/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* A kernel's configuration: the text of a .config, or what a kernel image holds of it (IKCONFIG). */
#ifndef BK_NEEDS_CONFIG_H
#define BK_NEEDS_CONFIG_H

#include "btfkit/base/bytes.h"
#include "btfkit/base/error.h"
#include "btfkit/source/source.h"

struct bk_config;

/*
 * Reads lines CONFIG_X=VALUE; others are passed over, as are those too long to be meant. The text is
 * copied. BK_ERR_MALFORMED where there is no such line at all.
 */
struct bk_error *bk_config_create(struct bk_bytes text, struct bk_config **config) BK_MUST_CHECK;

void bk_config_destroy(struct bk_config *config);
BK_DEFINE_AUTO(bk_config_auto, struct bk_config, bk_config_destroy)

/* The value of CONFIG_X: "y", "m", "1000", "\"text\""; NULL: not set. */
const char *bk_config_value(const struct bk_config *config, const char *name);

/*
 * The configuration in an uncompressed kernel image, between IKCFG_ST and IKCFG_ED; *config is NULL
 * where there is none.
 */
struct bk_error *bk_config_extract(struct bk_bytes image, struct bk_config **config) BK_MUST_CHECK;

/* Of a file, compressed or not. Errors begin with its name. */
struct bk_error *bk_config_open(const char *path, struct bk_config **config) BK_MUST_CHECK;

/*
 * That of a kernel: what lies beside it in its package, the running kernel's /boot/config-RELEASE or
 * /proc/config.gz, or what is in its image. *config is NULL where none can be had. Searching an image
 * takes some milliseconds.
 */
struct bk_error *bk_config_of_source(const struct bk_source *source, struct bk_config **config)
	BK_MUST_CHECK;

#endif
