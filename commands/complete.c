// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * __complete: what may stand at a place of a shell's line; and who answers for which kind of word.
 */
#include "cli/line.h"
#include "commands/complete.h"

/* PATH=HINT, or what else --as means to the command: the type of a record. */
static void complete_hinted(const struct complete_query *query, struct candidates *out)
{
	bool hint = strchr(out->prefix, '=') != NULL;

	complete_fields(query, out);
	if (!hint && strstr(query->word->meta, "TYPE"))
		complete_types(query, out);
}

void complete_candidates(const struct complete_query *query, struct candidates *out)
{
	static void (*const answers[])(const struct complete_query *query,
				       struct candidates *out) = {
		[COMPLETE_MAP] = complete_maps,
		[COMPLETE_MAP_NAME] = complete_maps,
		[COMPLETE_MAP_ID] = complete_maps,
		[COMPLETE_MAP_PIN] = complete_pins,
		[COMPLETE_PIN_NEW] = complete_pins,
		[COMPLETE_FD] = complete_fds,
		[COMPLETE_DATA] = complete_data,
		[COMPLETE_FIELD] = complete_fields,
		[COMPLETE_FIELD_SET] = complete_fields,
		[COMPLETE_EXPR] = complete_fields,
		[COMPLETE_COLUMNS] = complete_fields,
		[COMPLETE_MAP_TYPE] = complete_names,
		[COMPLETE_MAP_FLAGS] = complete_names,
		[COMPLETE_ELEM_FLAGS] = complete_names,
		[COMPLETE_C_TYPE] = complete_types,
		[COMPLETE_HINT] = complete_hinted,
		[COMPLETE_PROG] = complete_progs,
		[COMPLETE_PROG_NAME] = complete_progs,
		[COMPLETE_PROG_ID] = complete_progs,
		[COMPLETE_PROG_PIN] = complete_pins,
		[COMPLETE_BTF_ID] = complete_btfs,
		[COMPLETE_PID] = complete_pids,
		[COMPLETE_CPU] = complete_names,
		[COMPLETE_IFNAME] = complete_names,
		[COMPLETE_DEMO] = complete_names,
		[COMPLETE_DEMO_HOOK] = complete_names,
		[COMPLETE_TOPIC] = complete_names,
	};

	if (query->kind < sizeof(answers) / sizeof(answers[0]) && answers[query->kind])
		answers[query->kind](query, out);
}

struct complete_args {
	const char *line;
	struct word_u32 point;
};

static const struct word complete_words[] = {
	{.name = "LINE",
	 .type = WORD_TEXT,
	 .flags = WORD_REQUIRED,
	 .help = "a shell's command line, from the program's name on",
	 WORD_AT(struct complete_args, line)},
	{.name = "POINT",
	 .type = WORD_U32,
	 .help = "the byte of it where the cursor is, else its end",
	 WORD_AT(struct complete_args, point)},
	{0},
};

/* The bytes that the program's own name takes. */
static size_t name_length(const char *text, size_t point)
{
	LINE_CLEANUP struct line line = {0};
	struct err ignored = {0};
	size_t n = point;

	if (!line_split(&line, text, point, LINE_PARTIAL | LINE_SHELL, &ignored) && line.n)
		n = line.words[0].end;
	err_clear(&ignored);
	return n;
}

/*
 * The first line: the byte where the word begins, the word without quotes, and whether files are
 * candidates, too. Then one line each: word, description, "open" if no blank goes behind it.
 */
static void print_candidates(const struct candidates *found, size_t offset, struct buf *out)
{
	buf_printf(out, "%zu\t%s\t%s\n", found->start + offset, found->typed ? found->typed : "",
		   found->files ? "files" : "");
	for (size_t i = 0; i < found->n; i++) {
		const struct candidate *item = &found->items[i];

		buf_printf(out, "%s\t%s\t%s\n", item->word, item->describe ? item->describe : "",
			   item->final ? "" : "open");
	}
}

static int complete_run(struct run *run, const void *arg, struct err *err)
{
	const struct complete_args *args = arg;
	const struct complete_context context = {.shell = true, .world = run->world};
	struct candidates found = {0};
	BUF_CLEANUP struct buf out = {0};
	size_t point = strlen(args->line), skip;
	int rc;

	if (args->point.given && args->point.value < point)
		point = args->point.value;
	skip = name_length(args->line, point);
	if (skip == point)
		return 0;
	rc = complete_line(run->program, &context, args->line + skip, point - skip, &found, err);
	if (!rc && (!found.typed || text_shows(found.typed, strlen(found.typed))))
		print_candidates(&found, skip, &out);
	candidates_free(&found);
	if (rc || out.oom)
		return rc ? rc : fail_oom(err);
	return emit_write(run->opt->emit.fd, out.data, out.len, err);
}

const struct cmd cmd_complete = {
	.name = "__complete",
	.group = "live in",
	.brief = "what may stand where the cursor is, for shells",
	.words = complete_words,
	.flags = CMD_HIDDEN | CMD_NO_OUTPUT_OPTIONS,
	.args_size = sizeof(struct complete_args),
	.run = complete_run,
};
