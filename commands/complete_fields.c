// SPDX-License-Identifier: GPL-2.0-or-later
/* Fields of a map's key and value: as operands, columns, assignments, and what may be assigned. */
#include <stdio.h>
#include <string.h>

#include "bpf/described.h"
#include "btf/expr.h"
#include "btf/path.h"
#include "cli/session.h"
#include "commands/complete_map.h"
#include "commands/field.h"
#include "commands/view.h"

/* More fields than this nobody looks through. */
enum {
	MAX_FIELDS = 512,
	MAX_INDICES = 256
};

struct map *complete_open(const struct complete_query *query)
{
	const char *const *prog = query_given(query, "--prog");
	const char *const *under = query_given(query, "--under");
	const struct word_u32 *pid = query_given(query, "--pid");
	const char *const *types = query_given(query, "--types");
	const struct word_list *btf = query_given(query, "--btf");
	BUF_CLEANUP struct buf note = {0}, source = {0};
	struct target_args target = {
		.prog = prog ? *prog : NULL,
		.under = under ? *under : NULL,
		.newest = query_given(query, "--newest") != NULL,
	};
	struct map_types given = {.key = types ? types[0] : NULL, .value = types ? types[1] : NULL};
	struct err ignored = {0};
	struct map *map = NULL;
	struct map_ref ref;

	if (!query->map)
		return NULL;
	target.map = *query->map;
	if (pid)
		target.pid = *pid;
	if (btf)
		given.btf = join_words(btf, &source);
	ref = target_ref(&target);
	if (!map_open(&map, query_kernel(query), &ref, MAP_READ, &note, &ignored)) {
		if (!given.key && !given.btf)
			target_types_in_use(query->session, map, &given);
		if (map_open_types(map, &given, &note, &ignored)) {
			map_free(map);
			map = NULL;
		}
	}
	err_clear(&ignored);
	return map;
}

static bool is_assignment(const struct complete_query *query)
{
	return query->kind == COMPLETE_FIELD_SET || query->kind == COMPLETE_HINT;
}

/* What stands behind the name of a field to go on. */
static const char *field_ending(const struct complete_query *query)
{
	return is_assignment(query) ? "=" : "";
}

static unsigned int field_flags(const struct complete_query *query)
{
	return query->kind == COMPLETE_FIELD ? 0 : CANDIDATE_OPEN;
}

/* A condition may be about the whole key or value. */
static bool takes_whole(const struct complete_query *query)
{
	return query->kind == COMPLETE_FIELD || query->kind == COMPLETE_EXPR;
}

/* hist and watch take numbers, or arrays of them. */
static bool is_wanted(const struct complete_query *query, const struct layout *layout, __u32 i)
{
	const struct layout_field *field = &layout->fields[i];

	if (field->kind == LAYOUT_KERNEL)
		return false;
	if (query->kind != COMPLETE_FIELD)
		return true;
	return field_is_integer(field) ||
	       (field->kind == LAYOUT_ARRAY && field_is_integer(&layout->fields[i + 1]));
}

static void describe_field(const struct layout *layout, struct place place, struct buf *out)
{
	const struct layout_field *field = &layout->fields[place.field];

	buf_puts(out, field->type);
	if (field->bitfield)
		buf_printf(out, " : %u", field->bits);
	while (layout->fields[place.field].kind == LAYOUT_ARRAY) {
		buf_printf(out, "[%u]", layout_count(layout, place));
		place.field++;
	}
	if (layout->fields[place.field].kind == LAYOUT_TEXT)
		buf_printf(out, "[%u]", layout_count(layout, place));
}

/* `saddr=1` earlier in the line. */
static bool is_assigned(const struct complete_query *query, const char *assignment)
{
	const struct word_list *fields = query_given(query, "FIELD=VALUE");

	for (size_t i = 0; fields && i < fields->n; i++) {
		if (!strncmp(fields->words[i], assignment, strlen(assignment)))
			return true;
	}
	return false;
}

static void add_field(const struct complete_query *query, const struct layout *layout,
		      struct place place, const char *name, struct candidates *out)
{
	BUF_CLEANUP struct buf text = {0}, word = {0};

	if (!is_wanted(query, layout, place.field))
		return;
	describe_field(layout, place, &text);
	buf_printf(&word, "%s%s", name, field_ending(query));
	if (query->kind == COMPLETE_FIELD_SET && is_assigned(query, buf_cstr(&word)))
		return;
	candidates_add(out, buf_cstr(&word), buf_cstr(&text), field_flags(query));
}

/* Members of anonymous structs and unions count as their parent's. */
static void add_members(const struct complete_query *query, const struct layout *layout,
			struct place parent, const char *base, struct candidates *out)
{
	const struct layout_field *fields = layout->fields;
	__u32 n = 0, from = fields[parent.field].bit_off;

	for (__u32 i = parent.field + 1; i < fields[parent.field].end && n < MAX_FIELDS;) {
		struct place place = {i, parent.bit_off + (fields[i].bit_off - from)};
		BUF_CLEANUP struct buf name = {0};

		if (fields[i].anonymous) {
			i++;
			continue;
		}
		n++;
		buf_printf(&name, "%s%s", base, fields[i].name);
		if (field_has_members(&fields[i])) {
			buf_putc(&name, '.');
			candidates_add(out, buf_cstr(&name), fields[i].type, CANDIDATE_OPEN);
		} else {
			add_field(query, layout, place, buf_cstr(&name), out);
		}
		i = fields[i].end;
	}
}

static void add_indices(const struct complete_query *query, const struct layout *layout,
			struct place array, const char *base, struct candidates *out)
{
	const struct layout_field *element = &layout->fields[array.field + 1];
	__u32 n = layout_count(layout, array);

	for (__u32 i = 0; i < n && i < MAX_INDICES; i++) {
		BUF_CLEANUP struct buf name = {0};

		buf_printf(&name, "%s%u]%s", base, i,
			   field_has_members(element) ? "." : field_ending(query));
		candidates_add(out, buf_cstr(&name), element->type,
			       field_has_members(element) ? CANDIDATE_OPEN : field_flags(query));
	}
}

/* "key.addr.x", "slots[1": what stands up to the last point or bracket is known. */
static void add_deeper(const struct complete_query *query, const struct map *map, size_t n,
		       struct candidates *out)
{
	BUF_CLEANUP struct buf path = {0}, base = {0};
	struct err ignored = {0};
	const struct layout *layout;
	struct field_ref ref;

	buf_add(&path, out->prefix, n);
	buf_add(&base, out->prefix, n + 1);
	if (!field_find(map, buf_cstr(&path), &ref, &ignored)) {
		layout = side_layout(map, ref.side);
		if (out->prefix[n] == '[' && layout->fields[ref.place.field].kind == LAYOUT_ARRAY)
			add_indices(query, layout, ref.place, buf_cstr(&base), out);
		else if (out->prefix[n] == '.' &&
			 field_has_members(&layout->fields[ref.place.field]))
			add_members(query, layout, ref.place, buf_cstr(&base), out);
	}
	err_clear(&ignored);
}

static void add_leaves(const struct complete_query *query, const struct map *map, enum side side,
		       struct candidates *out)
{
	const struct layout *layout = side_layout(map, side);
	struct place place;
	__u32 n = 0;

	if (!layout->typed || !field_has_members(&layout->fields[0]))
		return;
	for (__u32 i = layout_leaf(layout, 0, &place); i && n++ < MAX_FIELDS;
	     i = layout_leaf(layout, i, &place)) {
		BUF_CLEANUP struct buf name = {0};

		field_name(map, side, place, false, &name);
		add_field(query, layout, place, buf_cstr(&name), out);
	}
	if (*out->prefix)
		candidates_add(out, side == SIDE_KEY ? "key." : "value.", layout->fields[0].type,
			       CANDIDATE_OPEN);
}

/* The whole key or value, where that is what the command takes. */
static void add_whole(const struct complete_query *query, const struct map *map, enum side side,
		      struct candidates *out)
{
	const struct layout *layout = side_layout(map, side);
	struct place whole = {0};

	if (takes_whole(query) && layout->typed)
		add_field(query, layout, whole, side == SIDE_KEY ? "key" : "value", out);
}

static void add_protocols(const struct complete_query *query, struct candidates *out)
{
	const struct resolver *resolver = kernel_resolver(query_kernel(query));

	for (__u32 proto = 0; proto < 256; proto++) {
		BUF_CLEANUP struct buf name = {0};
		char number[8];

		if (!resolver->proto_name(resolver->self, proto, &name))
			continue;
		snprintf(number, sizeof(number), "%u", proto);
		candidates_add(out, buf_cstr(&name), number, 0);
	}
}

void complete_place(const struct complete_query *query, const struct layout *layout,
		    struct place place, struct candidates *out)
{
	const struct layout_field *field = &layout->fields[place.field];

	if (field->kind == LAYOUT_BOOL) {
		candidates_add(out, "true", NULL, 0);
		candidates_add(out, "false", NULL, 0);
	}
	if (field->hint == HINT_PROTO)
		add_protocols(query, out);
	if (field->kind != LAYOUT_ENUM)
		return;
	if (field->flags)
		candidates_list(out, "|");
	for (__u32 i = 0; i < field->n_enumerators && i < MAX_FIELDS; i++) {
		const struct layout_enumerator *e =
			&layout->enumerators[field->first_enumerator + i];
		char number[24];

		snprintf(number, sizeof(number), "%lld", (long long)e->value);
		candidates_add(out, e->name, number, field->flags ? CANDIDATE_OPEN : 0);
	}
}

/* `saddr=`: what the field may be. */
static void add_assigned(const struct complete_query *query, const struct map *map, size_t n,
			 struct candidates *out)
{
	BUF_CLEANUP struct buf path = {0};
	struct err ignored = {0};
	struct field_ref ref;

	buf_add(&path, out->prefix, n);
	out->prefix += n + 1;
	out->lead += n + 1;
	if (query->kind == COMPLETE_HINT)
		complete_hints(out);
	else if (!field_find(map, buf_cstr(&path), &ref, &ignored) &&
		 !complete_literal(query, side_layout(map, ref.side), ref.place, out))
		complete_place(query, side_layout(map, ref.side), ref.place, out);
	err_clear(&ignored);
}

/* A command without VALUE refuses fields of it, but where a map has nothing else. */
static bool takes_side(const struct complete_query *query, const struct map *map, int side)
{
	if (query->kind != COMPLETE_FIELD_SET || side == SIDE_KEY || !map->info.key_size)
		return true;
	for (const struct word *w = query->cmd->words; w->name; w++) {
		if (!strcmp(w->name, "VALUE"))
			return true;
	}
	return map_is_datasec(map);
}

static size_t last_of(const char *text, const char *bytes, size_t n)
{
	while (n && !strchr(bytes, text[n - 1]))
		n--;
	return n;
}

static void add_fields(const struct complete_query *query, const struct map *map,
		       struct candidates *out)
{
	size_t equal = strcspn(out->prefix, "="), deep = last_of(out->prefix, ".[", equal);

	if (out->prefix[equal] && is_assignment(query)) {
		add_assigned(query, map, equal, out);
	} else if (deep) {
		add_deeper(query, map, deep - 1, out);
	} else {
		for (int side = SIDE_KEY; side <= SIDE_VALUE; side++) {
			if (!takes_side(query, map, side))
				continue;
			add_whole(query, map, (enum side)side, out);
			add_leaves(query, map, (enum side)side, out);
		}
	}
}

/* ---- conditions ------------------------------------------------------------------------------ */

/* The words of the expression before the one that is typed, and that one. */
static void expression_text(const struct complete_query *query, const struct candidates *out,
			    struct buf *text)
{
	for (size_t i = 0; i < query->n_before; i++)
		buf_printf(text, "%s ", query->before[i]);
	buf_puts(text, out->prefix);
}

/* `proto == `: what the field may be. */
static void add_compared(const struct complete_query *query, const struct map *map,
			 const struct expr_tail *tail, struct candidates *out)
{
	BUF_CLEANUP struct buf path = {0};
	struct err ignored = {0};
	struct field_ref ref;

	buf_add(&path, tail->beside, tail->n_beside);
	if (!field_find(map, buf_cstr(&path), &ref, &ignored))
		complete_place(query, side_layout(map, ref.side), ref.place, out);
	err_clear(&ignored);
}

/*
 * Only the operand that is being typed is asked for: what stands before it may be in the same word.
 */
static void add_condition(const struct complete_query *query, const struct map *map,
			  struct candidates *out)
{
	BUF_CLEANUP struct buf text = {0};
	struct expr_tail tail;
	size_t before, n = out->n;

	expression_text(query, out, &text);
	before = text.len - strlen(out->prefix);
	expr_end(buf_cstr(&text), &tail);
	if (!tail.operand || tail.start < before)
		return;
	out->prefix += tail.start - before;
	out->lead += tail.start - before;
	if (tail.beside)
		add_compared(query, map, &tail, out);
	if (out->n == n)
		add_fields(query, map, out);
}

/* Columns are those of what is shown; all else is about what is written. */
static int describe_shown(const struct complete_query *query, struct map *map)
{
	bool shown = query->kind == COMPLETE_COLUMNS || query->cmd == &cmd_hist ||
		     (query->kind == COMPLETE_EXPR && query->cmd == &cmd_dump);
	struct err ignored = {0};
	int rc = shown ? map_describe(map, &ignored) : 0;

	err_clear(&ignored);
	return rc;
}

void complete_fields(const struct complete_query *query, struct candidates *out)
{
	struct map *map;

	if (query->kind == COMPLETE_COLUMNS && query->cmd->columns != view_listed_columns)
		return;
	map = complete_open(query);
	if (map && describe_shown(query, map)) {
		map_free(map);
		return;
	}
	if (map && query->kind == COMPLETE_EXPR)
		add_condition(query, map, out);
	else if (map)
		add_fields(query, map, out);
	else if (query->kind == COMPLETE_HINT && strchr(out->prefix, '='))
		add_assigned(query, NULL, strcspn(out->prefix, "="), out);
	map_free(map);
}
