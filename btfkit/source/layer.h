/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * What can lie around BTF, each kind a row in the table of layer.c: what ends in BTF (raw, ELF) and
 * what holds something else (a compression, a kernel image, an archive). bk_source_create() asks the
 * table what the bytes are, has that row unwrap them, and asks again what was inside.
 */
#ifndef BK_SOURCE_LAYER_H
#define BK_SOURCE_LAYER_H

#include "btfkit/source/buffer.h"
#include "btfkit/source/source.h"

/* What may come out of the layers of one source, all of them together: see bk_unwrap_budget(). */
enum { BK_MOST_LAYERS = 10 };

/* What a layer is told, and where it puts what it found. */
struct bk_unwrap {
	struct bk_source *source; /* for what the layer knows of release and architecture */
	/*
	 * The member that an archive is asked for, as behind the colon of ARCHIVE:MEMBER; NULL:
	 * none. The layer that obeys sets it to what is left of it, mostly NULL.
	 */
	const char *member;
	uint64_t budget_bytes; /* how much may come out; the loop subtracts what did */
	/*
	 * Bytes of somebody else may follow the compressed stream: set by a layer whose `inside` is
	 * a view that can reach too far, cleared by the loop when the next layer has been opened.
	 */
	bool is_loose;
	/* What a package says of its kernel, for where nothing inside it does; NULL: nothing. */
	char *release; /* malloc()ed */
	const char *arch;

	/* The results; empty when the layer is called. */
	struct bk_bytes inside;
	struct bk_buffer buffer; /* owns `inside`; empty: that is a view of the outer bytes */
	char *place; /* in messages, before what the inner layers say: "xz"; malloc()ed */
};

enum bk_layer_kind {
	BK_LAYER_BTF, /* raw BTF */
	BK_LAYER_ELF,
	BK_LAYER_IMAGE,	    /* a kernel image, by its header */
	BK_LAYER_SOMEWHERE, /* anything with BTF somewhere inside; asked last, of whole files only */
	BK_LAYER_ARCHIVE,   /* packages and tarballs, compressed or not */
	BK_LAYER_COMPRESSION, /* of one file */
};

/* Either `open` or `unwrap` is there. */
struct bk_layer {
	enum bk_layer_kind kind;
	/* By content. Rows that come first win. */
	bool (*recognises)(struct bk_bytes bytes);
	/* Fills in the source's views, which may show `bytes`. Errors name the layer: "ELF: ..." */
	struct bk_error *(*open)(struct bk_source *source, struct bk_bytes bytes);
	/* Finds what is inside. Errors name the layer. After an error the results are freed. */
	struct bk_error *(*unwrap)(struct bk_unwrap *unwrap, struct bk_bytes bytes);
};

/* The row that recognises the bytes; NULL: none. */
const struct bk_layer *bk_layer_of(struct bk_bytes bytes);

/* The same of the first few KiB: no row that must look at all of the bytes is asked. */
const struct bk_layer *bk_layer_of_start(struct bk_bytes bytes);

/* Opens what is in `bytes` into the source's views; what was unwrapped is the source's to free. */
struct bk_error *bk_layers_open(struct bk_source *source, struct bk_bytes bytes, const char *member)
	BK_MUST_CHECK;

/*
 * How many bytes may come out of `size_bytes`: 64 times as many, 256 MiB always, 4 GiB at most.
 * Kernels, packages and BTF compress to a third, at best a tenth; a vmlinux with debug information
 * takes 1 GiB.
 */
uint64_t bk_unwrap_budget(uint64_t size_bytes);

/* The same for what only streams by: not held against the 4 GiB that are the most to be kept. */
uint64_t bk_stream_budget(uint64_t size_bytes);

/* What is said where more comes out of `size_bytes` than `most_bytes`. */
struct bk_error *bk_error_too_much(uint64_t most_bytes, uint64_t size_bytes);

/* Sets `unwrap->place`, formatted. */
struct bk_error *bk_unwrap_set_place(struct bk_unwrap *unwrap, const char *format, ...)
	BK_PRINTF(2, 3) BK_MUST_CHECK;

#endif
