// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes as bytes: hex:… in one word, and bpftool's lists of words. */
#include "btf/parse_impl.h"

static const char prefix[] = "hex:";
enum {
	PREFIX_LEN = sizeof(prefix) - 1
};

bool packed_is(const struct word *word)
{
	return word->n >= PREFIX_LEN && !memcmp(word->s, prefix, PREFIX_LEN);
}

bool packed_fills(const struct word *word, __u64 n)
{
	return packed_is(word) && word->n == PREFIX_LEN + 2 * n;
}

static int size_fail(struct parser *ps, struct place at, const struct word *word, size_t want)
{
	size_t digits = word->n - PREFIX_LEN;

	if (digits % 2)
		return parser_fail(ps, at, word, "has an odd number of digits");
	return parser_fail(ps, at, word, "holds %zu byte%s, %zu needed", digits / 2,
			   digits == 2 ? "" : "s", want);
}

int packed_store(struct parser *ps, struct place at, const struct word *word)
{
	size_t size = place_bits(ps->layout, at) / 8;
	BUF_CLEANUP struct buf bytes = {0};

	if (word->n != PREFIX_LEN + 2 * size)
		return size_fail(ps, at, word, size);
	for (size_t i = 0; i < size; i++) {
		long byte = lex_hex(word->s + PREFIX_LEN + 2 * i, 2, 2);

		if (byte < 0)
			return parser_fail(ps, at, word, "holds what is no hex digit");
		buf_putc(&bytes, (char)byte);
	}
	return bytes.oom ? fail_oom(ps->err) : store_bytes(ps, at, bytes.data, size);
}

/* ---- words, a byte each --------------------------------------------------------------------- */

static int byte_fail(struct err *err, const char *what, const char *word, const char *why,
		     const char *hint)
{
	BUF_CLEANUP struct buf quoted = {0};

	word_quote(&quoted, word, strlen(word));
	fail(err, ERR_USAGE, "%s: %s %s", what, buf_cstr(&quoted), why);
	if (hint)
		err_hint(err, "%s", hint);
	return ERR_USAGE;
}

static int hex_word(const char *word, const char *what, struct err *err)
{
	unsigned int n = !word[0] || !word[1] ? 1 : 2;
	long byte = word[0] && (n == 1 || !word[2]) ? lex_hex(word, n, n) : -1;
	bool prefixed = word[0] == '0' && (word[1] | 0x20) == 'x';

	if (byte >= 0)
		return (int)byte;
	return byte_fail(err, what, word, "is not a byte of two hex digits",
			 prefixed ? "behind hex, leave out the 0x" : NULL);
}

static int byte_word(const char *word, const char *what, struct err *err)
{
	struct number number;
	u128 value;

	switch (number_read(word, strlen(word), &number)) {
	case NUMBER_NONE:
		return byte_fail(err, what, word, "is not a byte",
				 "bytes are 0..255 each; for hex digits put the word hex before "
				 "them");
	case NUMBER_LEADING_ZERO:
		return byte_fail(err, what, word, "starts with a 0, which bpftool reads as octal",
				 "write it without the 0, or 0o… for octal; for hex digits put "
				 "the word hex before them");
	case NUMBER_OK:
		break;
	}
	if (!number_fits(&number, 8, false, &value))
		return byte_fail(err, what, word, "is out of range (0..255)", NULL);
	return (int)value;
}

int parse_bytes(const char *const *words, size_t n, bool hex, const char *what, void *data,
		size_t size, struct err *err)
{
	unsigned char *bytes = data;

	if (n != size)
		return fail(err, ERR_USAGE, "%s: %zu byte%s given, %zu needed", what, n,
			    n == 1 ? "" : "s", size);
	for (size_t i = 0; i < n; i++) {
		int byte = hex ? hex_word(words[i], what, err) : byte_word(words[i], what, err);

		if (byte < 0)
			return byte;
		bytes[i] = (unsigned char)byte;
	}
	return 0;
}
