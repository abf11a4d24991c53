// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
/* Finding raw BTF in the middle of other bytes. */
#include "btfkit/source/btf_scan.h"

/*
 * What must hold for a BTF to be believed in. This floor does not know the format (format/ reads
 * and explains it), and need not: these are the few fields that tell BTF from code and data that
 * happen to hold its magic, as every kernel does somewhere.
 */
enum {
	BTF_VERSION_1_NO_FLAGS = 0x0001, /* the bytes 01 00 behind the magic */
	HEADER_MIN = 24,
	HEADER_MAX = 4096,
	RECORD_MIN = 12,
};

/* Beside a BTF this many times as large another one does not count. */
static const size_t by_far = 8;

/* The first record names a kind (0 is none) and a name that lies in the strings. */
static bool is_record(const uint8_t *record, uint32_t string_size, bool swap)
{
	uint32_t info = bk_load32(record + 4, swap);

	return bk_load32(record, swap) < string_size && (info >> 24 & 0x7f) != 0;
}

/* Whether BTF begins here: its magic does. Then `btf` shows it. */
static bool is_btf(struct bk_bytes rest, bool swap, struct bk_bytes *btf)
{
	uint32_t header_size, type_off, type_size, string_off, string_size;
	struct bk_bytes types, strings;

	if (rest.size < HEADER_MIN)
		return false;
	header_size = bk_load32(rest.data + 4, swap);
	type_off = bk_load32(rest.data + 8, swap);
	type_size = bk_load32(rest.data + 12, swap);
	string_off = bk_load32(rest.data + 16, swap);
	string_size = bk_load32(rest.data + 20, swap);
	if (header_size < HEADER_MIN || header_size > HEADER_MAX || type_off % 4 ||
	    type_size < RECORD_MIN || string_size < 2 ||
	    (uint64_t)type_off + type_size > string_off)
		return false;
	if (!bk_bytes_part(rest, (uint64_t)header_size + type_off, type_size, &types) ||
	    !bk_bytes_part(rest, (uint64_t)header_size + string_off, string_size, &strings))
		return false;
	if (strings.data[0] || strings.data[string_size - 1] ||
	    !is_record(types.data, string_size, swap))
		return false;
	return bk_bytes_part(rest, 0, strings.data + string_size - rest.data, btf);
}

/* Of 16 bytes, those equal to `value` become 0xff. */
typedef uint8_t block __attribute__((vector_size(16)));

static inline block load_block(const uint8_t *p)
{
	block value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static inline bool is_any_set(block value)
{
	uint64_t halves[2];

	memcpy(halves, &value, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

static inline bool is_magic(const uint8_t *p, bool *swap)
{
	uint16_t magic = bk_load16(p, false);

	*swap = magic == 0x9feb;
	return (*swap || magic == 0xeb9f) && p[2] == 1 && p[3] == 0;
}

/*
 * The first offset >= `from` at which `bytes` hold the magic, the version and no flags; bytes.size:
 * none. A kernel is some 60 MB, and to look for one byte with memchr() would stop at every 250th.
 * Where both bytes of the magic stand side by side, a block of 16 has them in both of two loads
 * that are one byte apart.
 */
static size_t next_magic(struct bk_bytes bytes, size_t from, bool *swap)
{
	const block low = (block){ 0 } + 0x9f, high = (block){ 0 } + 0xeb;
	size_t at = from;

	while (at + 4 <= bytes.size) {
		if (at + sizeof(block) + 4 <= bytes.size) {
			block first = load_block(bytes.data + at);
			block second = load_block(bytes.data + at + 1);
			block hits = (block)(((first == low) & (second == high)) |
					     ((first == high) & (second == low)));

			if (!is_any_set(hits)) {
				at += sizeof(block);
				continue;
			}
		}
		for (size_t n = 0; n < sizeof(block) && at + 4 <= bytes.size; n++, at++)
			if (is_magic(bytes.data + at, swap))
				return at;
	}
	return bytes.size;
}

struct bk_error *bk_btf_scan(struct bk_bytes bytes, struct bk_bytes *btf)
{
	struct bk_bytes best = { NULL, 0 }, second = { NULL, 0 }, found;
	size_t at = 0;
	bool swap;

	while ((at = next_magic(bytes, at, &swap)) < bytes.size) {
		struct bk_bytes rest = { bytes.data + at, bytes.size - at };

		if (!is_btf(rest, swap, &found)) {
			at++;
			continue;
		}
		if (found.size > best.size) {
			second = best;
			best = found;
		} else if (found.size > second.size) {
			second = found;
		}
		at += found.size;
	}
	if (!best.size)
		return bk_error_create(BK_ERR_NO_BTF, "no BTF among its %zu bytes", bytes.size);
	if (second.size > best.size / by_far)
		return bk_error_create(BK_ERR_MALFORMED,
				       "two BTFs, of %zu bytes at 0x%zx and of %zu bytes at 0x%zx: "
				       "which one is meant cannot be told",
				       best.size, (size_t)(best.data - bytes.data), second.size,
				       (size_t)(second.data - bytes.data));
	*btf = best;
	return NULL;
}
