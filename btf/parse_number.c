// SPDX-License-Identifier: GPL-2.0-or-later
/* Integers into fields, and the messages with the range. */
#include "btf/parse_impl.h"

int number_store(struct parser *ps, struct place at, const struct word *word,
		 const struct number *number)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	BUF_CLEANUP struct buf range = {0};
	u128 value;

	/* as 0x… a negative number shows its bits */
	if (number_fits(number, field->bits, field->is_signed, &value) ||
	    (field->hint == HINT_HEX && number_fits(number, field->bits, false, &value)))
		return store_number(ps, at, value);
	number_range(field->bits, field->is_signed, &range);
	return parser_fail(ps, at, word, "is out of range (%s)", buf_cstr(&range));
}

static const char octal_trouble[] = "starts with a 0, which could mean octal";
static const char octal_hint[] = "write it without the 0, or with 0o if octal is meant";

int number_store_word(struct parser *ps, struct place at, const struct word *word, const char *kind)
{
	struct number number;
	int ret;

	switch (number_read(word->s, word->n, &number)) {
	case NUMBER_OK:
		return number_store(ps, at, word, &number);
	case NUMBER_LEADING_ZERO:
		ret = parser_fail(ps, at, word, "%s", octal_trouble);
		err_hint(ps->err, "%s", octal_hint);
		return ret;
	case NUMBER_NONE:
		break;
	}
	return parser_fail(ps, at, word, "is not %s", kind);
}

int parse_u64(const char *text, const char *what, __u64 min, __u64 max, __u64 *out, struct err *err)
{
	BUF_CLEANUP struct buf word = {0};
	enum number_form form;
	struct number number;
	u128 value;

	word_quote(&word, text, strlen(text));
	form = number_read(text, strlen(text), &number);
	if (form == NUMBER_NONE)
		return fail(err, ERR_USAGE, "%s: %s is not a number", what, buf_cstr(&word));
	if (form == NUMBER_LEADING_ZERO) {
		fail(err, ERR_USAGE, "%s: %s %s", what, buf_cstr(&word), octal_trouble);
		err_hint(err, "%s", octal_hint);
		return ERR_USAGE;
	}
	if (!number_fits(&number, 64, false, &value) || value < min || value > max)
		return fail(err, ERR_USAGE, "%s: %s is out of range (%llu..%llu)", what,
			    buf_cstr(&word), min, max);
	*out = (__u64)value;
	return 0;
}
