// SPDX-License-Identifier: GPL-2.0-or-later
/* MAP: a name, id, pin, another process's descriptor, or one bare word. */
#include <ctype.h>

#include "cli/number.h"
#include "cli/parse_impl.h"

/* An id, pid or fd that `what` introduces. */
static int read_u32(struct parser *p, const char *what, const char *text, __u32 *value)
{
	__u64 wide = 0;
	int ret = number_parse_u64(text, &wide);

	if (ret == -EINVAL)
		return fail(p->err, ERR_USAGE, "%s \"%s\" is not a number", what, text);
	if (ret || wide > 0xffffffff)
		return fail(p->err, ERR_USAGE, "%s \"%s\" is out of range: 0 to 4294967295", what,
			    text);
	*value = (__u32)wide;
	return 0;
}

/* The word behind an introducer; NULL after failing. */
static const char *word_behind(struct parser *p, const char *introducer)
{
	if (p->at < p->n_plain && parser_typing(p, p->plain[p->at].text)) {
		p->expected->introducer = introducer;
		parser_expect(p, EXPECT_MAP, NULL);
		return NULL;
	}
	if (p->at < p->n_plain)
		return p->plain[p->at++].text;
	fail(p->err, ERR_USAGE, "nothing follows \"%s\"", introducer);
	return NULL;
}

static int take_number(struct parser *p, const char *introducer, __u32 *value)
{
	const char *text = word_behind(p, introducer);

	if (!text && p->expected)
		return -ECANCELED;
	return text ? read_u32(p, introducer, text, value) : p->err->code;
}

static int take_pid_fd(struct parser *p, struct map_words *map)
{
	int ret = take_number(p, "pid", &map->pid);

	map->how = MAP_PID_FD;
	if (ret)
		return ret;
	if (p->at < p->n_plain && parser_typing(p, p->plain[p->at].text)) {
		p->expected->introducer = "pid N";
		return parser_expect(p, EXPECT_MAP, NULL);
	}
	if (p->at == p->n_plain || strcmp(p->plain[p->at].text, "fd"))
		return fail(p->err, ERR_USAGE, "\"pid %u\" needs \"fd\" and a number", map->pid);
	p->at++;
	return take_number(p, "fd", &map->fd);
}

static int take_introduced(struct parser *p, const char *introducer, enum map_words_how how,
			   struct map_words *map)
{
	map->how = how;
	map->word = word_behind(p, introducer);
	if (!map->word)
		return p->expected ? -ECANCELED : p->err->code;
	return how == MAP_ID ? read_u32(p, "id", map->word, &map->id) : 0;
}

static bool all_digits(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

static int take_bare(struct parser *p, const char *text, struct map_words *map)
{
	__u32 id;

	map->how = MAP_BARE;
	map->word = text;
	return all_digits(text) ? read_u32(p, "id", text, &id) : 0;
}

/* MAP_BARE: the word introduces nothing. */
static enum map_words_how how_of(const char *text)
{
	static const struct {
		const char *word;
		enum map_words_how how;
	} words[] = {
		{"name", MAP_NAME}, {"id", MAP_ID}, {"pinned", MAP_PINNED}, {"pid", MAP_PID_FD}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(text, words[i].word))
			return words[i].how;
	}
	return MAP_BARE;
}

bool map_word_introduces(const char *text)
{
	return how_of(text) != MAP_BARE;
}

static int take_map(struct parser *p, const char *text, struct map_words *map)
{
	enum map_words_how how = how_of(text);

	if (how == MAP_BARE)
		return take_bare(p, text, map);
	return how == MAP_PID_FD ? take_pid_fd(p, map) : take_introduced(p, text, how, map);
}

int parser_take_map(struct parser *p, const struct word *word)
{
	struct map_words *map = word_at(p, word);
	const char *text = p->plain[p->at++].text;
	int ret;

	if (parser_typing(p, text))
		return parser_expect(p, EXPECT_MAP, word);
	ret = take_map(p, text, map);
	if (ret && p->expected && p->expected->what == EXPECT_MAP)
		p->expected->word = word;
	return ret;
}

bool parser_map_in_use(struct parser *p, const struct word *word, const char *text)
{
	const struct map_words *map = p->out->opt.map_in_use;

	if (!map || (text && map_word_introduces(text)))
		return false;
	if (text && parser_typing(p, text))
		p->expected->maps_too = true;
	word_mark(p, word);
	*(struct map_words *)word_at(p, word) = *map;
	return true;
}
