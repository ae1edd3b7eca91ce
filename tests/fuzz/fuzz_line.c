// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines as anybody may type them: taken apart, parsed and completed by the program's own table. The
 * first byte says where: s in a shell, u with a map in use, else in the REPL. What the kernel would
 * answer is made up. Built by `make fuzz`, and by tests/unit/test_fuzz.c, which only replays.
 */
#include <stdlib.h>

#include "cli/complete.h"
#include "cli/line.h"
#include "tests/fuzz/must.h"

extern const struct program mapctl;

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void answer(const struct complete_query *query, struct candidates *out)
{
	static const char *const words[] = {"plain", "two words", "it's",  "a\"b\\", "{a: 1}",
					    "#x",    "|",         "-5",    "saddr=", "1",
					    "",      "é",         "[1, {", NULL};

	MUST(query->cmd && query->world && query->opt);
	MUST(!query->map || query->map->how != MAP_NOT_GIVEN);
	query_given(query, "--types");
	query_given(query, "FIELD=VALUE");
	if (query->kind == COMPLETE_COLUMNS || query->kind == COMPLETE_MAP_FLAGS)
		candidates_list(out, ",|");
	candidates_add_names(out, words);
	candidates_add(out, "key.", "goes on", CANDIDATE_OPEN);
	candidates_add(out, "{a: ", NULL, CANDIDATE_OPEN);
	candidates_add(out, "x={a: \"b c\", d", NULL, CANDIDATE_OPEN);
}

static int world_new(void **world, struct err *err)
{
	(void)err;
	*world = malloc(1);
	return 0;
}

/* With a candidate in its place the line's last word is the candidate. */
static void check_insert(const struct candidates *found, const struct candidate *item,
			 const char *line, bool shell)
{
	LINE_CLEANUP struct line split = {0};
	BUF_CLEANUP struct buf text = {0};
	struct err err = {0};

	buf_add(&text, line, found->start);
	buf_puts(&text, item->insert);
	MUST(!line_split(&split, buf_cstr(&text), text.len, LINE_PARTIAL | (shell ? LINE_SHELL : 0),
			 &err));
	if (split.sink != SINK_NONE) {
		MUST(split.target && split.target_start <= found->start);
		return;
	}
	MUST(split.n && !split.comment);
	MUST(!strcmp(split.words[split.n - 1].text, item->word));
	MUST(split.words[split.n - 1].start == found->start);
	MUST(!item->final || split.open == OPEN_NOTHING);
}

static void check_found(const struct candidates *found, const char *line, size_t point, bool shell)
{
	MUST(found->start <= found->end && found->end == point);
	for (size_t i = 0; i < found->n; i++) {
		const struct candidate *item = &found->items[i];

		MUST(item->word && item->insert && *item->word);
		MUST(item->shown <= strlen(item->word));
		MUST(!strncmp(item->word, found->typed, item->shown));
		MUST(!strncmp(item->word, found->typed, strlen(found->typed)));
		MUST(!i || strcmp(found->items[i - 1].word, item->word));
		check_insert(found, item, line, shell);
	}
}

static void complete(const char *line, size_t n, bool shell, bool use)
{
	const struct map_words map = {.how = MAP_BARE, .word = "flows"};
	const struct complete_context context = {.shell = shell, .map_in_use = use ? &map : NULL};
	struct program program = mapctl;
	struct candidates found = {0};
	struct err err = {0};

	program.candidates = answer;
	program.world_new = world_new;
	program.world_free = free;
	MUST(!complete_line(&program, &context, line, n, &found, &err));
	check_found(&found, line, n, shell);
	candidates_free(&found);
	MUST(!err.code);
}

static void parse(const char *line, size_t n, bool shell)
{
	LINE_CLEANUP struct line split = {0};
	struct options defaults = {.tty_out = shell};
	struct parsed parsed;
	struct err err = {0};

	if (line_split(&split, line, n, shell ? LINE_SHELL : 0, &err)) {
		MUST(err.code == ERR_USAGE && err.msg[0]);
		err_clear(&err);
		return;
	}
	MUST(!split.argv[split.n]);
	for (size_t i = 0; i < split.n; i++)
		MUST(split.words[i].start < split.words[i].end && split.words[i].end <= n);
	if (cmd_parse(&mapctl, &defaults, (int)split.n, split.argv, &parsed, &err))
		MUST(err.code < 0 && err.msg[0]);
	cmd_parse_free(&parsed);
	err_clear(&err);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char *line;

	if (!size)
		return 0;
	/* of exactly its size: what reads beyond it is seen */
	line = malloc(size);
	MUST(line);
	memcpy(line, data + 1, size - 1);
	parse(line, size - 1, data[0] == 's');
	complete(line, size - 1, data[0] == 's', data[0] == 'u');
	free(line);
	return 0;
}
