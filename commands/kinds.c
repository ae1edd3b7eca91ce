// SPDX-License-Identifier: GPL-2.0-or-later
/* Map types in words: what they are for, since when, and which commands work on them. */
#include "bpf/clear.h"
#include "bpf/create.h"
#include "bpf/described.h"
#include "bpf/snapshot.h"
#include "cli/help.h"
#include "cli/man.h"
#include "commands/kinds.h"

/* ---- which commands work -------------------------------------------------------------------- */

/* By bpf(2). */
static bool lists(const struct map_type *type)
{
	return !type->no_dump;
}

static bool dumps(const struct map_type *type)
{
	return lists(type) || described_get(type->type);
}

/* By bpf(2), or slots of objects by the program that reads them for dump. */
static bool looks_up(const struct map_type *type)
{
	return (type->can & TYPE_LOOKUP) || type_is_queue(type) || type->type == MAP_BLOOM_FILTER ||
	       (type->value_object && described_get(type->type));
}

static bool gets_next(const struct map_type *type)
{
	return type->can & TYPE_NEXT_KEY;
}

static bool updates(const struct map_type *type)
{
	return type->can & TYPE_UPDATE;
}

static bool deletes(const struct map_type *type)
{
	return type->can & TYPE_DELETE;
}

static bool clears(const struct map_type *type)
{
	return clear_takes(type, false) || clear_takes(type, true);
}

static bool has_events(const struct map_type *type)
{
	return type->type == MAP_RINGBUF || type->type == MAP_PERF_EVENT_ARRAY;
}

static bool saves(const struct map_type *type)
{
	return snapshot_class(type->type) != SNAPSHOT_NONE;
}

/* The commands that ask for a type; all others that take a MAP work on every one. */
static const struct kind_rule {
	const struct cmd *cmd;
	bool (*works)(const struct map_type *type);
} rules[] = {
	{&cmd_dump, dumps},     {&cmd_lookup, looks_up}, {&cmd_getnext, gets_next},
	{&cmd_peek, type_is_queue}, {&cmd_events, has_events}, {&cmd_watch, lists},
	{&cmd_hist, dumps},     {&cmd_update, updates},  {&cmd_delete, deletes},
	{&cmd_clear, clears},   {&cmd_push, type_takes_values}, {&cmd_pop, type_is_queue},
	{&cmd_save, saves},     {&cmd_restore, saves},
};

enum {
	N_RULES = sizeof(rules) / sizeof(rules[0])
};

bool kind_works(const struct cmd *cmd, const struct map_type *type)
{
	for (size_t i = 0; i < N_RULES; i++) {
		if (rules[i].cmd == cmd)
			return rules[i].works(type);
	}
	return true;
}

/* "dump, lookup, update" */
static void add_commands(const struct map_type *type, struct buf *out)
{
	size_t start = out->len;

	for (size_t i = 0; i < N_RULES; i++) {
		if (rules[i].works(type))
			buf_printf(out, "%s%s", out->len > start ? ", " : "", rules[i].cmd->name);
	}
	if (out->len == start)
		buf_puts(out, "only those for every map");
}

/* ---- facts ---------------------------------------------------------------------------------- */

/* What a descriptor stands for on the command line. */
static const char *object_words(enum object_kind kind)
{
	static const char *const words[] = {
		[OBJECT_MAP] = "map REF",
		[OBJECT_PROG] = "prog REF",
		[OBJECT_PERF_EVENT] = "fd N, a perf event of mapctl's caller",
		[OBJECT_CGROUP] = "cgroup PATH",
		[OBJECT_SOCKET] = "socket pid N fd M",
		[OBJECT_XSK] = "socket pid N fd M, of AF_XDP",
		[OBJECT_TASK] = "pid N",
		[OBJECT_INODE] = "file PATH",
		[OBJECT_DEVICE] = "ifname NAME [prog REF]",
	};

	return kind == OBJECT_NONE ? NULL : words[kind];
}

/* A fact's name, and what it is: empty where the type has none. */
struct fact {
	const char *name;
	struct buf text;
};

enum { FACT_SINCE, FACT_KEY, FACT_VALUE, FACT_ENTRIES, FACT_FLAGS, FACT_COMMANDS, FACT_DUMP,
       FACT_NO_DUMP, N_FACTS };

static void facts_free(struct fact *facts)
{
	for (size_t i = 0; i < N_FACTS; i++)
		buf_free(&facts[i].text);
}

static void add_object(struct buf *out, enum object_kind kind)
{
	if (kind != OBJECT_NONE)
		buf_printf(out, "; typed: %s", object_words(kind));
}

#define PROBE	       "by a program in the kernel: CAP_BPF and CAP_PERFMON"
#define OPTIONAL_PROBE "more by a program in the kernel: CAP_BPF and CAP_PERFMON"

static void facts_fill(struct fact *facts, const struct map_type *type)
{
	static const char *const names[] = {
		[FACT_SINCE] = "since",   [FACT_KEY] = "key",           [FACT_VALUE] = "value",
		[FACT_ENTRIES] = "entries", [FACT_FLAGS] = "flags",
		[FACT_COMMANDS] = "commands", [FACT_DUMP] = "dump", [FACT_NO_DUMP] = "no dump",
	};

	for (size_t i = 0; i < N_FACTS; i++)
		facts[i] = (struct fact){.name = names[i]};
	if (type->since)
		buf_printf(&facts[FACT_SINCE].text, "Linux %s; number %u", type->since, type->type);
	if (create_asks(type->type, &facts[FACT_KEY].text, &facts[FACT_VALUE].text,
			&facts[FACT_ENTRIES].text, &facts[FACT_FLAGS].text)) {
		add_object(&facts[FACT_KEY].text, type->key_object);
		add_object(&facts[FACT_VALUE].text, type->value_object);
		if (type->can & TYPE_PERCPU)
			buf_puts(&facts[FACT_VALUE].text, ", for each possible CPU");
	} else {
		buf_puts(&facts[FACT_ENTRIES].text, "create does not make such maps");
	}
	if (facts[FACT_FLAGS].text.len)
		buf_puts(&facts[FACT_FLAGS].text, " (must be given)");
	add_commands(type, &facts[FACT_COMMANDS].text);
	if (!dumps(type))
		buf_puts(&facts[FACT_NO_DUMP].text, type->no_dump);
	else if (described_get(type->type))
		buf_puts(&facts[FACT_DUMP].text, lists(type) ? OPTIONAL_PROBE : PROBE);
}

/* ---- for people ----------------------------------------------------------------------------- */

/* Those that ask for no type are told once, by their words. */
static void add_every_map(struct buf *out)
{
	bool first = true;

	for (const struct cmd *const *cmd = mapctl.commands; *cmd; cmd++) {
		const struct word *word = (*cmd)->words;
		bool asks = false;

		if (!word || !word->name || word->type != WORD_MAP || !cmd_is_shown(*cmd))
			continue;
		for (size_t i = 0; i < N_RULES; i++)
			asks |= rules[i].cmd == *cmd;
		if (asks)
			continue;
		buf_printf(out, "%s%s", first ? "" : ", ", (*cmd)->name);
		first = false;
	}
}

void kind_help(const struct run *run, const struct map_type *type, struct buf *out)
{
	struct fact facts[N_FACTS];
	BUF_CLEANUP struct buf every = {0};

	facts_fill(facts, type);
	buf_printf(out, "%s: %s\n\n", type->name, type->brief);
	for (size_t i = 0; i < N_FACTS; i++) {
		if (facts[i].text.len)
			help_item(out, facts[i].name, buf_cstr(&facts[i].text), 12);
	}
	add_every_map(&every);
	help_item(out, "every map", buf_cstr(&every), 12);
	buf_puts(out, "\nmapctl-types(7) tells more; \"");
	program_prefix(run->program, run->opt, out);
	buf_puts(out, "help types\" lists them all.\n");
	facts_free(facts);
}

void kind_help_all(const struct run *run, struct buf *out)
{
	const struct map_type *type;

	buf_puts(out, "map types, and the Linux that each came with:\n\n");
	for (unsigned int i = 0; (type = type_at(i)); i++) {
		BUF_CLEANUP struct buf text = {0};

		buf_printf(&text, "%-5s %s", type->since, type->brief);
		help_item(out, type->name, buf_cstr(&text), 25);
	}
	buf_puts(out, "\n\"");
	program_prefix(run->program, run->opt, out);
	buf_puts(out, "help TYPE\" tells which commands work on it; see mapctl-types(7).\n");
}

/* ---- for the manual ------------------------------------------------------------------------- */

void kind_man(const struct map_type *type, struct buf *out)
{
	struct fact facts[N_FACTS];

	facts_fill(facts, type);
	buf_puts(out, ".Bl -tag -width \"commands\" -compact\n");
	for (size_t i = 0; i < N_FACTS; i++) {
		if (!facts[i].text.len)
			continue;
		buf_printf(out, ".It %s\n", facts[i].name);
		man_text(out, buf_cstr(&facts[i].text));
	}
	buf_puts(out, ".El\n");
	facts_free(facts);
}

void kind_man_all(struct buf *out)
{
	const struct map_type *type;

	buf_puts(out, ".Bl -tag -width \"percpu_cgroup_storage\" -compact\n");
	for (unsigned int i = 0; (type = type_at(i)); i++) {
		buf_printf(out, ".It Cm %s\n", type->name);
		man_text(out, type->brief);
	}
	buf_puts(out, ".El\n");
}
