/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/*
 * CO-RE relocation of an object for a kernel, with the results that libbpf and the kernel get.
 *
 * Rules, by which a relocation of a root type R with an access string is resolved:
 *
 *  - Candidates are all types of the kernel of R's kind (ENUM and ENUM64 are one) with R's essential
 *    name: what stands before the last `___` that has no further underscore beside it. Modules are
 *    looked through only where the kernel proper has no candidate.
 *  - A candidate matches if the spelled access can be followed through it: members by name, through
 *    anonymous records, arrays by index; types on the way must be compatible. See match.h.
 *  - All that match must give the same value and the same place, else the relocation is ambiguous.
 *  - Candidates that did not match are no candidates for later relocations of the same root type id,
 *    unless none did: so results depend on the order of relocations. Programs that are loaded only
 *    on request ("?...") are taken last, since libbpf passes over them.
 *  - Without a match, questions of existence, size and target type id are answered by 0, all others
 *    poison the instruction: it becomes a call to no helper, which fails only if it can be reached.
 *
 * A relocator keeps what it found in a kernel from object to object. It is for one thread at a time.
 * Objects and graphs are only read.
 */
#ifndef BK_CORERELO_RELOCATE_H
#define BK_CORERELO_RELOCATE_H

#include "btfkit/base/sink.h"
#include "btfkit/corerelo/object.h"

struct bk_relocator;

/*
 * A kernel to relocate for: graphs[0] is vmlinux, the others are its modules', split onto it. The
 * graphs must outlive the relocator, the array need not.
 */
struct bk_error *bk_relocator_create(const struct bk_graph *const *graphs, size_t count,
				     struct bk_relocator **relocator) BK_MUST_CHECK;

void bk_relocator_destroy(struct bk_relocator *relocator);
BK_DEFINE_AUTO(bk_relocator_auto, struct bk_relocator, bk_relocator_destroy)

enum bk_relo_status {
	BK_RELO_RESOLVED,  /* has a value, be it that something does not exist */
	BK_RELO_POISONED,  /* fails if the instruction is ever reached */
	BK_RELO_AMBIGUOUS, /* candidates disagree: the object does not load */
	BK_RELO_REFUSED,   /* any other hard failure: the object does not load */
};

/* Why there is no value, or a value of 0. bk_relo_explain() writes it out. */
enum bk_relo_cause {
	BK_CAUSE_NONE,
	BK_CAUSE_NO_TYPE,  /* no candidate */
	BK_CAUSE_NO_MATCH, /* candidates, of which none matches */
	BK_CAUSE_WIDTH,	   /* a load or store would have to change its width of what is signed */
	BK_CAUSE_OFFSETS,  /* candidates disagree in the offset */
	BK_CAUSE_VALUES,   /* candidates disagree in the value */
	/* of BK_RELO_REFUSED */
	BK_CAUSE_KIND,	    /* a kind of relocation nobody knows */
	BK_CAUSE_ACCESS,    /* the access string leads nowhere in the object's own types */
	BK_CAUSE_ANONYMOUS, /* the root type has no name */
	BK_CAUSE_DEEP,	    /* more than 64 steps, or types nested too deep to compare */
	BK_CAUSE_SIZE,	    /* of what has no size: a FWD, a prototype, an array past 4 GiB */
	BK_CAUSE_ELEMENT,   /* signedness or shifts of an array's element */
	BK_CAUSE_BITFIELD,  /* a bitfield that no load of 8 bytes can read */
	BK_CAUSE_INSN,	    /* no instruction that can be relocated */
	BK_CAUSE_OLD_VALUE, /* the instruction does not hold the local value */
	BK_CAUSE_OFFSET,    /* an offset that does not fit the instruction's 16 bits */
	BK_CAUSE_OLD_BYTES, /* the instruction's width is not the local field's */
	BK_CAUSE_NEW_BYTES, /* the kernel's field is of no width that an instruction has */
};

/* One relocation's result. */
struct bk_relo_result {
	enum bk_relo_status status;
	enum bk_relo_cause cause;
	bool has_local;
	uint64_t local;		       /* by the object's types, where has_local */
	uint64_t target;	       /* by the kernel's, where resolved */
	uint32_t old_bytes, new_bytes; /* of a load or store that changes its width, else 0 */
	/*
	 * Where it was found: the first candidate that matches, in the graph of the kernel or of one
	 * of its modules. NULL: nowhere. A field's own type stands without typedefs and modifiers.
	 */
	const struct bk_graph *graph;
	uint32_t root_id, field_id;
	uint32_t offset_bits;					      /* of a field */
	uint32_t width_bits;					      /* of a bitfield, else 0 */
	uint32_t local_field_id, local_offset_bits, local_width_bits; /* the same in the object */
	/* The candidate that disagrees with it. */
	const struct bk_graph *other_graph;
	uint32_t other_id;
	uint64_t other;	    /* its offset in bits, or its value */
	bool other_poisons; /* it has no value, or it has and the first has none */
	uint64_t found;	    /* BK_CAUSE_OLD_VALUE, _OLD_BYTES: what the instruction holds */
};

/* An object relocated for a kernel. */
struct bk_relocated {
	struct bk_relo_result *results; /* one for each of the object's `relocations` */
	struct bk_insn *insns;		/* the object's, relocated; those refused as they were */
	size_t resolved, poisoned, ambiguous, refused; /* how many */
};

/*
 * Relocates. It fails without memory, and where object and kernel are of different byte order
 * (BK_ERR_UNSUPPORTED); all else is a result.
 */
struct bk_error *bk_relocate(struct bk_relocator *relocator, const struct bk_object *object,
			     struct bk_relocated **relocated) BK_MUST_CHECK;

void bk_relocated_destroy(struct bk_relocated *relocated);
BK_DEFINE_AUTO(bk_relocated_auto, struct bk_relocated, bk_relocated_destroy)

/*
 * Puts why the relocation `number` (an index of the object's `relocations`) has the result it has:
 * "no member 'state' in struct task_struct (near: __state)". Nothing where it is BK_CAUSE_NONE.
 * It looks for names that are near, which takes a millisecond in a kernel.
 */
void bk_relo_explain(struct bk_relocator *relocator, const struct bk_object *object,
		     const struct bk_relocated *relocated, uint32_t number, struct bk_sink *sink);

/*
 * Puts the access as source code would spell it, whether or not it resolves:
 * `((struct task_struct *)p)->se.vruntime`, `struct task_struct`,
 * `enum bpf_map_type.BPF_MAP_TYPE_HASH`. Of an access that leads nowhere, the root type and the
 * access string.
 */
void bk_relo_spell(const struct bk_object *object, uint32_t number, struct bk_sink *sink);

/* "resolved", "poisoned", "ambiguous", "refused" */
const char *bk_relo_status_name(enum bk_relo_status status);

#endif
