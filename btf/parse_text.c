// SPDX-License-Identifier: GPL-2.0-or-later
/* Text in arrays of char: strings, bare words, and numbers where it is no text. */
#include "btf/parse_impl.h"

int text_store(struct parser *ps, struct place at, const char *s, size_t n)
{
	__u64 room = place_bits(ps->layout, at) / 8;
	struct word word = {s, n, true};
	BUF_CLEANUP struct buf bytes = {0};

	if (packed_fills(&word, room))
		return packed_store(ps, at, &word);
	if (n > room)
		return parser_fail(ps, at, &word, "is %zu byte%s long, %s[%llu] holds %llu", n,
				   n == 1 ? "" : "s", ps->layout->fields[at.field].type, room,
				   room);
	/* bytes behind the NUL are no part of the text: another member of a union may give them */
	buf_add(&bytes, s, n);
	if (n < room)
		buf_putc(&bytes, '\0');
	return bytes.oom ? fail_oom(ps->err) : store_bytes(ps, at, bytes.data, bytes.len);
}

static int char_number(struct parser *ps, struct place at, struct buf *bytes)
{
	BUF_CLEANUP struct buf store = {0};
	struct number number;
	struct word word;
	u128 value;
	int ret = lex_scalar(ps, at, &store, &word);

	if (ret)
		return ret;
	if (word.quoted || number_read(word.s, word.n, &number) != NUMBER_OK)
		return parser_fail(ps, at, &word, "is not the number of a byte");
	if (!number_fits(&number, 8, number.negative, &value))
		return parser_fail(ps, at, &word, "is out of range (-128..255)");
	buf_putc(bytes, (char)value);
	return 0;
}

/* [72, 105]: what JSON has for bytes that are not UTF-8. */
static int text_numbers(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf bytes = {0};
	int ret = 0;

	lex_accept(ps, '[');
	while (!ret && lex_peek(ps) != ']') {
		ret = char_number(ps, at, &bytes);
		if (!ret && !lex_accept(ps, ','))
			break;
	}
	if (!ret && !lex_accept(ps, ']'))
		ret = parser_fail(ps, at, NULL, "missing \"]\"");
	if (ret) {
		if (ps->depth == 1)
			err_hint(ps->err, "text that starts with [ needs double quotes inside the "
					  "shell's");
		return ret;
	}
	return text_store(ps, at, bytes.len ? bytes.data : "", bytes.len);
}

int text_field(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf text = {0};
	char c = lex_peek(ps);
	struct word word;
	int ret;

	if (c == '[')
		return text_numbers(ps, at);
	if (c == '\'') {
		ret = lex_string(ps, at, &text);
		word = (struct word){text.len ? text.data : "", text.len, true};
	} else {
		ret = lex_scalar(ps, at, &text, &word);
	}
	if (ret)
		return ret;
	if (!word.quoted && word.n == 4 && !memcmp(word.s, "null", 4))
		return parser_fail(ps, at, &word, "is no text; quote it if it is meant as one");
	return text_store(ps, at, word.s, word.n);
}
