// SPDX-License-Identifier: GPL-2.0-or-later
/* Words of the table: naming them, checking what was typed for them, storing it. */
#include <ctype.h>

#include "cli/number.h"
#include "cli/parse_impl.h"

void *word_at(const struct parser *p, const struct word *word)
{
	return (char *)p->out->args + word->off;
}

static __u64 word_bit(const struct parser *p, const struct word *word)
{
	return 1ULL << (word - p->cmd->words);
}

bool word_seen(const struct parser *p, const struct word *word)
{
	return p->seen & word_bit(p, word);
}

static bool may_repeat(const struct word *word)
{
	return (word->flags & WORD_OPTION) || word->type == WORD_LIST ||
	       word->type == WORD_FIELDS || word->type == WORD_REST;
}

int word_mark(struct parser *p, const struct word *word)
{
	if (word_seen(p, word) && !may_repeat(word))
		return fail(p->err, ERR_USAGE, "\"%s\" is given twice", word->name);
	p->seen |= word_bit(p, word);
	return 0;
}

const struct word *word_option(const struct cmd *cmd, const char *name, size_t len)
{
	for (const struct word *w = cmd->words; w && w->name; w++) {
		if ((w->flags & WORD_OPTION) && strlen(w->name) == len &&
		    !memcmp(w->name, name, len))
			return w;
	}
	return NULL;
}

const struct word *word_alternative(const struct cmd *cmd, const struct word *word)
{
	if (word->type != WORD_DATA || !(word->flags & WORD_REQUIRED))
		return NULL;
	for (const struct word *w = cmd->words; w->name; w++) {
		if (w->flags & WORD_INSTEAD)
			return w;
	}
	return NULL;
}

bool word_introduces(const struct word *word, const char *text)
{
	const char *name = word->name;

	while (*name && tolower((unsigned char)*name) == *text) {
		name++;
		text++;
	}
	return !*name && !*text;
}

void word_label(const struct word *word, struct buf *out)
{
	buf_puts(out, word->name);
	if (word->meta && (word->flags & (WORD_OPTION | WORD_KEYWORD)))
		buf_printf(out, " %s", word->meta);
}

/* `prog` and a program, `id N`, or one word. */
static size_t source_arity(const char *const *words, size_t n)
{
	size_t prefix = 0;

	if (n && !strcmp(words[0], "prog"))
		prefix = 1;
	else if (!n || strcmp(words[0], "id"))
		return 1;
	if (prefix < n && (!strcmp(words[prefix], "id") || !strcmp(words[prefix], "name") ||
			   !strcmp(words[prefix], "pinned")))
		return prefix + 2;
	return prefix + 1;
}

size_t word_arity(const struct word *word, const char *const *words, size_t n)
{
	switch (word->type) {
	case WORD_FLAG:
		return 0;
	case WORD_PAIR:
		return 2;
	case WORD_SOURCE:
		return source_arity(words, n);
	case WORD_EXPR:
		return word->syntax->arity(words, n);
	default:
		return 1;
	}
}

static int number_store(struct parser *p, const struct word *word, const char *text, __u64 limit,
			__u64 *value)
{
	__u64 max = word->max ? word->max : limit;
	int ret = number_parse_u64(text, value);

	if (ret == -EINVAL) {
		fail(p->err, ERR_USAGE, "%s \"%s\" is not a number", word->name, text);
		if (text[0] == '0')
			err_hint(p->err, "octal is written 0o17, decimal without a leading 0");
		return p->err->code;
	}
	if (ret || *value < word->min || *value > max)
		return fail(p->err, ERR_USAGE, "%s \"%s\" is out of range: %llu to %llu",
			    word->name, text, (unsigned long long)word->min,
			    (unsigned long long)max);
	return 0;
}

static int u32_store(struct parser *p, const struct word *word, const char *text)
{
	struct word_u32 *at = word_at(p, word);
	__u64 value;
	int ret = number_store(p, word, text, 0xffffffff, &value);

	if (!ret)
		*at = (struct word_u32){.given = true, .value = (__u32)value};
	return ret;
}

static int u64_store(struct parser *p, const struct word *word, const char *text)
{
	struct word_u64 *at = word_at(p, word);
	__u64 value;
	int ret = number_store(p, word, text, ~0ULL, &value);

	if (!ret)
		*at = (struct word_u64){.given = true, .value = value};
	return ret;
}

static int choice_store(struct parser *p, const struct word *word, const char *text)
{
	BUF_CLEANUP struct buf names = {0};

	for (int i = 0; word->choices[i]; i++) {
		if (!strcmp(word->choices[i], text)) {
			*(int *)word_at(p, word) = i + 1;
			return 0;
		}
		buf_printf(&names, "%s%s", i ? ", " : "", word->choices[i]);
	}
	fail(p->err, ERR_USAGE, "%s \"%s\" is not known", word->name, text);
	err_hint(p->err, "one of: %s", buf_cstr(&names));
	word_hint_split(p, p->at > 1 ? p->plain[p->at - 2].text : "", text);
	return p->err->code;
}

static bool introduces_more(const char *text)
{
	static const char *const words[] = {"map",    "prog", "cgroup", "pid", "file", "socket",
					    "ifname", "fd",   "name",	"id",  "pinned", "hex"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(words[i], text))
			return true;
	}
	return false;
}

/* Whoever types one word too many may have meant another map with the first. */
static bool took_map_in_use(const struct parser *p)
{
	const struct map_words *in_use = p->out->opt.map_in_use, *map;
	const struct word *word = p->cmd->words;

	if (!in_use || !word || word->type != WORD_MAP)
		return false;
	map = word_at(p, word);
	return map->how == in_use->how && map->word == in_use->word;
}

void word_hint_split(struct parser *p, const char *before, const char *text)
{
	const struct word *data = p->cmd->words;

	while (data && data->name && data->type != WORD_DATA)
		data++;
	if (strpbrk(text, "{}:,"))
		err_hint(p->err, "the shell splits words: put data with braces or blanks in "
				 "single quotes, '{a: 1, b: 2}'");
	else if (data && data->name && introduces_more(before))
		err_hint(p->err,
			 "a bare position takes one word: say \"key %s %s\" or \"value %s %s\"",
			 before, text, before, text);
	else if (took_map_in_use(p))
		err_hint(p->err,
			 "a map is in use: \"name\", \"id\" or \"pinned\" introduces another");
}

static const char **word_slots(const struct parser *p, const struct word *word)
{
	return p->lists + (size_t)(word - p->cmd->words) * (size_t)p->argc;
}

int word_add(struct parser *p, const struct word *word, const char *text)
{
	const char **slots;

	if (word->type == WORD_DATA) {
		struct data_words *data = word_at(p, word);

		if (!data->n)
			data->words = word_slots(p, word);
		data->words[data->n++] = text;
	} else {
		struct word_list *list = word_at(p, word);

		slots = word_slots(p, word);
		list->words = slots;
		slots[list->n++] = text;
	}
	return 0;
}

int word_store(struct parser *p, const struct word *word, const char *text)
{
	switch (word->type) {
	case WORD_FLAG:
		*(bool *)word_at(p, word) = true;
		return 0;
	case WORD_TEXT:
		*(const char **)word_at(p, word) = text;
		return 0;
	case WORD_U32:
		return u32_store(p, word, text);
	case WORD_U64:
		return u64_store(p, word, text);
	case WORD_CHOICE:
		return choice_store(p, word, text);
	case WORD_MAP:
		*(struct map_words *)word_at(p, word) =
			(struct map_words){.how = MAP_BARE, .word = text};
		return 0;
	case WORD_LIST:
	case WORD_DATA:
	case WORD_FIELDS:
	case WORD_REST:
	case WORD_SOURCE:
	case WORD_PAIR:
	case WORD_EXPR:
		break;
	}
	return word_add(p, word, text);
}
