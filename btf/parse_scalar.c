// SPDX-License-Identifier: GPL-2.0-or-later
/* One number, truth value, character, name or float. */
#include <math.h>
#include <strings.h>

#include "btf/float.h"
#include "btf/parse_impl.h"

static bool word_is(const struct word *word, const char *text)
{
	return word->n == strlen(text) && !strncasecmp(word->s, text, word->n);
}

/* ---- characters ----------------------------------------------------------------------------- */

/* 'c': 1 if one stands next and was stored, 0 if none does. */
static int quoted_char(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf text = {0};
	const char *start;
	struct word word;
	int ret;

	if (lex_peek(ps) != '\'')
		return 0;
	start = ps->p;
	ret = lex_string(ps, at, &text);
	if (ret)
		return ret;
	word = (struct word){start, (size_t)(ps->p - start), true};
	if (text.len != 1)
		return parser_fail(ps, at, &word, "is not one byte");
	if (ps->layout->fields[at.field].kind == LAYOUT_CHAR)
		ret = store_number(ps, at, (unsigned char)text.data[0]);
	else
		ret = number_store(ps, at, &word,
				   &(struct number){.magnitude = (unsigned char)text.data[0]});
	return ret ? ret : 1;
}

static bool is_lone_char(const struct word *word)
{
	return word->n == 1 && (word->quoted || word->s[0] < '0' || word->s[0] > '9');
}

int scalar_char(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf store = {0};
	struct word word;
	int ret = quoted_char(ps, at);

	if (ret)
		return ret < 0 ? ret : 0;
	ret = lex_scalar(ps, at, &store, &word);
	if (ret)
		return ret;
	if (is_lone_char(&word))
		return store_number(ps, at, (unsigned char)word.s[0]);
	return number_store_word(ps, at, &word, "one character or a number");
}

/* ---- integers ------------------------------------------------------------------------------- */

/* "schedule+0x2e" or "schedule". */
static bool symbol_number(const struct resolver *resolver, const struct word *word, __u64 *v)
{
	const char *plus = memrchr(word->s, '+', word->n);
	size_t n = plus ? (size_t)(plus - word->s) : word->n;
	BUF_CLEANUP struct buf name = {0};
	struct number offset = {0};

	if (plus && number_read(plus + 1, word->n - n - 1, &offset) != NUMBER_OK)
		return false;
	buf_add(&name, word->s, n);
	if (offset.negative || offset.magnitude > 0xffffffff ||
	    !resolver->symbol_address(resolver->self, buf_cstr(&name), v))
		return false;
	*v += (__u64)offset.magnitude;
	return true;
}

/* The number that a name stands for in this field; false: none. */
static bool named_number(struct parser *ps, struct place at, const struct word *word, __u64 *v)
{
	const struct resolver *resolver = ps->parse->resolver;
	__u8 hint = ps->layout->fields[at.field].hint;
	BUF_CLEANUP struct buf name = {0};
	int proto;

	if (!resolver || !word->n || memchr(word->s, 0, word->n))
		return false;
	buf_add(&name, word->s, word->n);
	if (hint == HINT_PROTO && resolver->proto_number) {
		proto = resolver->proto_number(resolver->self, buf_cstr(&name));
		*v = (__u64)proto;
		return proto >= 0;
	}
	if ((hint == HINT_IFINDEX || hint == HINT_REDIRECT) && resolver->ifindex) {
		*v = resolver->ifindex(resolver->self, buf_cstr(&name));
		return *v;
	}
	return hint == HINT_KSYM && resolver->symbol_address && symbol_number(resolver, word, v);
}

static const char *int_kind(const struct layout_field *field)
{
	switch (field->hint) {
	case HINT_PROTO:
		return "a protocol or a number";
	case HINT_IFINDEX:
	case HINT_REDIRECT:
		return "an interface or a number";
	case HINT_KSYM:
		return "a number, nor the only kernel function of that name";
	case HINT_IPV4:
		return "an IPv4 address or a number";
	}
	return "a number";
}

static int int_word(struct parser *ps, struct place at, const struct word *word)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	struct number number;
	__u64 named;
	int ret = addr_store(ps, at, word);

	if (ret)
		return ret < 0 ? ret : 0;
	if (number_read(word->s, word->n, &number) == NUMBER_NONE &&
	    named_number(ps, at, word, &named)) {
		number = number_of(named, false);
		return number_store(ps, at, word, &number);
	}
	return number_store_word(ps, at, word, int_kind(field));
}

int scalar_int(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf store = {0};
	struct word word;
	int ret = quoted_char(ps, at);

	if (ret)
		return ret < 0 ? ret : 0;
	ret = lex_scalar(ps, at, &store, &word);
	return ret ? ret : int_word(ps, at, &word);
}

int scalar_bool(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf store = {0};
	struct word word;
	int ret = lex_scalar(ps, at, &store, &word);

	if (ret)
		return ret;
	if (word_is(&word, "true") || word_is(&word, "false"))
		return store_number(ps, at, word.s[0] == 't' || word.s[0] == 'T');
	return number_store_word(ps, at, &word, "true, false or a number");
}

/* ---- enums ---------------------------------------------------------------------------------- */

static struct word trimmed(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	while (s < end && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (struct word){s, (size_t)(end - s), false};
}

/* "A | B" comes as several words. */
static int enum_words(struct parser *ps, struct place at, struct buf *store, struct word *word)
{
	struct word next;
	int ret = lex_scalar(ps, at, store, word);

	while (!ret && !word->quoted) {
		const char *end = ps->p;

		if (lex_peek(ps) != '|' && word->s[word->n - 1] != '|') {
			ps->p = end;
			break;
		}
		next = lex_word(ps);
		if (!next.n)
			break;
		word->n = (size_t)(ps->p - word->s);
	}
	return ret;
}

static const struct layout_enumerator *find_enumerator(const struct layout *layout,
						       const struct layout_field *field,
						       const struct word *word)
{
	for (__u32 i = 0; i < field->n_enumerators; i++) {
		const struct layout_enumerator *e =
			&layout->enumerators[field->first_enumerator + i];

		if (!strncmp(e->name, word->s, word->n) && !e->name[word->n])
			return e;
	}
	return NULL;
}

static int enum_unknown(struct parser *ps, struct place at, const struct word *word)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	struct suggestion names = {.word = word->s, .n = word->n};
	int ret = parser_fail(ps, at, word, "is no name of %s", field->type);

	for (__u32 i = 0; i < field->n_enumerators; i++)
		suggest_name(&names, ps->layout->enumerators[field->first_enumerator + i].name);
	suggest_hint(&names, "names", ps->err);
	return ret;
}

/* The value of one name or number of an enum. */
static int enum_part(struct parser *ps, struct place at, const struct word *word, s128 *value)
{
	const struct layout_field *field = &ps->layout->fields[at.field];
	const struct layout_enumerator *e = find_enumerator(ps->layout, field, word);
	struct number number;

	if (e)
		number = number_of(e->value, field->is_signed);
	else if (number_read(word->s, word->n, &number) != NUMBER_OK)
		return enum_unknown(ps, at, word);
	if (number.overflow || number.magnitude > ~0ULL)
		return number_store(ps, at, word, &number); /* which says the range */
	*value = number.negative ? -(s128)number.magnitude : (s128)number.magnitude;
	return 0;
}

int scalar_enum(struct parser *ps, struct place at)
{
	BUF_CLEANUP struct buf store = {0};
	struct word word, part;
	const char *s, *end, *bar;
	s128 all = 0, value = 0;
	int ret = enum_words(ps, at, &store, &word);

	if (ret)
		return ret;
	s = word.s;
	end = s + word.n;
	do {
		bar = memchr(s, '|', (size_t)(end - s));
		part = trimmed(s, bar ? bar : end);
		ret = enum_part(ps, at, &part, &value);
		if (ret)
			return ret;
		all |= value;
		s = bar ? bar + 1 : end;
	} while (bar);
	return number_store(ps, at, &word,
			    &(struct number){(u128)(all < 0 ? -all : all), all < 0, false});
}

/* ---- floats --------------------------------------------------------------------------------- */

static bool float_special(const struct word *word, long double *value, bool *nan)
{
	struct word w = *word;
	bool minus = w.n && *w.s == '-';

	w.s += minus;
	w.n -= minus;
	*nan = word_is(&w, "nan");
	if (!*nan && !word_is(&w, "inf") && !word_is(&w, "infinity"))
		return false;
	*value = *nan ? (long double)NAN : (long double)INFINITY;
	if (minus)
		*value = -*value;
	return true;
}

static int store_float(struct parser *ps, struct place at, long double value, bool nan)
{
	size_t size = ps->layout->fields[at.field].bits / 8;
	unsigned char bytes[sizeof(value)], sure[sizeof(value)];

	float_store(bytes, value, size);
	if (!nan)
		return store_bytes(ps, at, bytes, size);
	/* a NaN's sign and payload are not written out: only the exponent, infinity's, is known */
	float_store(sure, (long double)INFINITY, size);
	return store_unsure(ps, at, bytes, sure, size);
}

int scalar_float(struct parser *ps, struct place at)
{
	unsigned int bits = ps->layout->fields[at.field].bits;
	BUF_CLEANUP struct buf store = {0}, copy = {0};
	long double value = 0;
	struct word word;
	bool nan = false;
	int ret = lex_scalar(ps, at, &store, &word);

	if (ret)
		return ret;
	if (float_special(&word, &value, &nan))
		return store_float(ps, at, value, nan);
	buf_add(&copy, word.s, word.n);
	/* strtod() takes more than numbers: names, and white space before them */
	if (!word.n || !strchr("-+.0123456789", word.s[0]) || memchr(word.s, 0, word.n) ||
	    !float_parse(buf_cstr(&copy), bits / 8, &value))
		return parser_fail(ps, at, &word, "is not a number");
	if (isinf(value))
		return parser_fail(ps, at, &word, "is out of range for %u bits", bits);
	return store_float(ps, at, value, false);
}

/* ---- what belongs to the kernel ------------------------------------------------------------- */

int scalar_kernel(struct parser *ps, struct place at)
{
	const char *type = ps->layout->fields[at.field].type;
	const char *close;
	struct word word;
	int ret;

	if (lex_peek(ps) == '<') {
		close = memchr(ps->p, '>', (size_t)(ps->end - ps->p));
		ps->p = close ? close + 1 : ps->end;
		return close ? 0 : parser_fail(ps, at, NULL, "missing \">\"");
	}
	word = lex_word(ps);
	if (word_is(&word, "null"))
		return 0;
	ret = parser_fail(ps, at, NULL, "%s belongs to the kernel and cannot be written", type);
	err_hint(ps->err, "leave it out, or give null");
	return ret;
}
