/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * The part of a graph that some types need to be written in C, as BTF of its own.
 *
 *	bk_trim_create(graph, names, &trim);
 *	ok = bk_trim_define(trim, id, 0);	and more of them
 *	bk_trim_finish(trim, &bytes);		of which a graph, and of that a header, can be made
 *
 * What is defined brings along what it holds by value, its typedefs and its enums. Records behind
 * pointers become forward declarations, unless pointers are to be followed. Types have the names
 * that the whole graph's header gives them, so what is read in one can be read in the other.
 */
#ifndef BK_HEADER_TRIM_H
#define BK_HEADER_TRIM_H

#include "btfkit/cgen/remarks.h"
#include "btfkit/graph/names.h"

struct bk_trim;

/* Follow every pointer. */
enum { BK_TRIM_FULL = UINT16_MAX - 1 };

/* Graph and names (of BK_CGEN_KINDS at least) must outlive it. */
struct bk_error *bk_trim_create(const struct bk_graph *graph, const struct bk_names *names,
				struct bk_trim **trim) BK_MUST_CHECK;

void bk_trim_destroy(struct bk_trim *trim);
BK_DEFINE_AUTO(bk_trim_auto, struct bk_trim, bk_trim_destroy)

/*
 * Keeps a type whole, following `depth` pointers on every way that leads out of it; of a FUNC its
 * prototype, which is declared as a kfunc's. False without memory.
 */
bool bk_trim_define(struct bk_trim *trim, uint32_t id, uint32_t depth);

/* The same for a type by its name in C, a tag's or a typedef's. BK_ERR_NOT_FOUND: there is none. */
struct bk_error *bk_trim_define_tag(struct bk_trim *trim, const char *name, bool complete)
	BK_MUST_CHECK;
struct bk_error *bk_trim_define_typedef(struct bk_trim *trim, const char *name, bool complete)
	BK_MUST_CHECK;

/*
 * From here on, types are kept such that a program's BTF numbers them as it does with all of the graph:
 * where a compiler looks through a pointer what it points to is whole, where it stops there what it
 * points to is complete, but empty. False, and not so, where members are dropped.
 */
bool bk_trim_keep_numbers(struct bk_trim *trim);

/* Keeps what is needed to write `id *`. False without memory. */
bool bk_trim_declare(struct bk_trim *trim, uint32_t id);

/*
 * From now on, records have no members but those kept by bk_trim_keep_member(), unless they are kept
 * by bk_trim_keep_members() whole. Their size, and where members lie, stay as they are.
 */
void bk_trim_drop_members(struct bk_trim *trim);

/*
 * Keeps the member of a record that C reaches by that name, perhaps through members without one, and
 * the record. *found: there is one. False without memory.
 */
bool bk_trim_keep_member(struct bk_trim *trim, uint32_t record, const char *name, bool *found);

/* Keeps all members of a record. False without memory. */
bool bk_trim_keep_members(struct bk_trim *trim, uint32_t record);

/* The record that a tag, or a typedef, of that name in C stands for; 0: none. */
uint32_t bk_trim_find_record(const struct bk_trim *trim, const char *name, bool is_typedef);

/* All that is kept, as BTF in host byte order; the caller frees bytes->data. */
struct bk_error *bk_trim_finish(const struct bk_trim *trim, struct bk_bytes *bytes) BK_MUST_CHECK;

/*
 * What the kept records are aligned to, as logarithms by their new ids; the caller frees it. NULL
 * where no members were dropped, since all is as it was then.
 */
struct bk_error *bk_trim_alignments(const struct bk_trim *trim, uint8_t **log2) BK_MUST_CHECK;

/* That is known, by id, and need not be found out; it must outlive the trimming. */
void bk_trim_give_alignments(struct bk_trim *trim, const uint8_t *given_log2);

/* Remarks on the graph's types, for those that are kept; to be deinited. */
struct bk_error *bk_trim_remarks(struct bk_trim *trim, const struct bk_remarks *remarks,
				 struct bk_remarks *kept) BK_MUST_CHECK;

#endif
