// SPDX-License-Identifier: GPL-2.0-or-later
/* A view's life: options in, entries through the sample or straight to rows, the end. */
#include <stdlib.h>
#include <string.h>

#include "btf/parse.h"
#include "commands/view_impl.h"

int cpu_choice_parse(const char *word, const struct map *map, struct cpu_choice *choice,
		     struct err *err)
{
	static const struct {
		const char *word;
		enum cpu_how how;
	} words[] = {{"sum", CPU_SUM}, {"max", CPU_MAX}, {"min", CPU_MIN}};
	__u64 cpu;
	int rc;

	choice->how = CPU_ALL;
	if (!word)
		return 0;
	if (!map->n_cpus)
		return fail(err, ERR_USAGE,
			    "--cpu \"%s\": maps of type %s have one value for all CPUs", word,
			    map->type->name);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(word, words[i].word)) {
			choice->how = words[i].how;
			return 0;
		}
	}
	rc = parse_u64(word, "--cpu", 0, map->n_cpus - 1, &cpu, err);
	if (rc) {
		err_hint(err, "a CPU from 0 to %u, or sum, max, min", map->n_cpus - 1);
		return rc;
	}
	choice->how = CPU_ONE;
	choice->cpu = (unsigned int)cpu;
	return 0;
}

static int choose_columns(struct view *view, struct err *err)
{
	const struct options *opt = view->run->opt;

	if (opt->columns) {
		view->options.parts = VIEW_KEY | VIEW_VALUE; /* -o tells which are wanted */
		return view_choose_listed(view, opt->columns, err);
	}
	view->whole = emit_is_json(opt->emit.format);
	if (view->whole)
		return view_choose_whole_json(view, err);
	if (opt->emit.format == EMIT_TABLE)
		return 0; /* after the sample */
	return view_choose_plain(view, opt->emit.format == EMIT_CSV, err);
}

/* Tables wait for the sample, so as to sort it, also where -o has chosen their columns. */
static bool sorts(const struct view *view)
{
	return view->run->opt->emit.format == EMIT_TABLE && view->options.sort;
}

int view_new(struct view **out, const struct run *run, const struct map *map,
	     const struct view_options *options, struct emit *emit, struct err *err)
{
	struct view *view = calloc(1, sizeof(*view));
	int rc;

	if (!view)
		return fail_oom(err);
	view->run = run;
	view->map = map;
	view->options = *options;
	view->emit = emit;
	view->own_emit = !emit;
	for (int i = 0; i < 4; i++)
		view->forms[i] = run_form(run, (enum cell_form)i);
	rc = choose_columns(view, err);
	view->sample.done = view->n_columns > 0 && !sorts(view);
	if (!rc && view->n_columns > 0)
		rc = view_open_emit(view, err);
	if (rc) {
		view_free(view);
		return rc;
	}
	*out = view;
	return 0;
}

void view_free(struct view *view)
{
	if (!view)
		return;
	view_drop_columns(view);
	if (view->own_emit)
		emit_free(view->emit);
	free(view->cell_args);
	free(view->cells);
	free(view->sample.entries);
	free(view->sample.errors);
	free(view);
}

int view_entry(struct view *view, const void *key, const void *value, int error,
	       const struct place *place, struct err *err)
{
	int rc;

	/* the columns of JSON are always the same: what is not wanted has no member */
	if (view->whole && !(view->options.parts & VIEW_KEY))
		key = NULL;
	if (view->whole && !(view->options.parts & VIEW_VALUE))
		value = NULL;
	if (view->sample.done)
		return view_rows(view, key, value, error, place, err);
	if (!place && !view->options.one)
		return view_sample_add(view, key, value, error, err);
	rc = view_sample_add(view, key, value, error, err);
	view->place = place;
	return rc ? rc : view_sample_end(view, true, err);
}

int view_end(struct view *view, struct err *err)
{
	int rc = view->sample.done ? 0 : view_sample_end(view, true, err);

	if (rc || !view->own_emit)
		return rc;
	return emit_end(view->emit, err);
}
