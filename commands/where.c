// SPDX-License-Identifier: GPL-2.0-or-later
/* --where: conditions on the entries of a map. */
#include <string.h>

#include "commands/field.h"
#include "commands/where.h"

const struct word_syntax where_syntax = {.arity = expr_arity, .compares = expr_compares};

static int find(const void *arg, const char *name, enum side *side, struct place *place,
		struct err *err)
{
	const struct map *map = arg;
	struct field_ref ref;
	int rc = field_find(map, name, &ref, err);

	if (!rc && ref.side == SIDE_KEY && !map->key_bytes)
		rc = fail(err, ERR_USAGE, "a %s has no keys", map->type->name);
	if (!rc) {
		*side = ref.side;
		*place = ref.place;
	}
	return rc;
}

static enum reduce reduction(enum cpu_how how)
{
	return how == CPU_MAX ? REDUCE_MAX : how == CPU_MIN ? REDUCE_MIN : REDUCE_SUM;
}

static bool takes_cpu(const struct cmd *cmd)
{
	for (const struct word *w = cmd->words; w->name; w++) {
		if (!strcmp(w->name, "--cpu"))
			return true;
	}
	return false;
}

int where_new(struct where *where, const struct run *run, const struct map *map,
	      const struct word_list *words, const struct cpu_choice *cpu, struct err *err)
{
	struct expr_scope scope = {
		.layouts = {[SIDE_KEY] = map->key, [SIDE_VALUE] = map->value},
		.find = find,
		.arg = map,
		.resolver = kernel_resolver(run_kernel(run)),
		.copies = map->n_cpus ? map->n_cpus : 1,
		.stride = map->value_stride,
		.how = reduction(cpu->how),
	};
	BUF_CLEANUP struct buf joined = {0};
	const char *text = join_words(words, &joined);
	int rc;

	*where = (struct where){0};
	if (!words->n)
		return 0;
	if (cpu->how == CPU_ONE)
		scope.copies = 1;
	where->cpu_offset = cpu->how == CPU_ONE ? cpu->cpu * (size_t)map->value_stride : 0;
	rc = joined.oom ? fail_oom(err) : expr_new(&where->expr, text, &scope, err);
	if (rc)
		err_prefix(err, "--where");
	if (rc == ERR_USAGE && !*err->hint && scope.copies > 1 && takes_cpu(run->cmd))
		err_hint(err, "--cpu N is about the values of one CPU");
	return rc;
}

void where_free(struct where *where)
{
	expr_free(where->expr);
	where->expr = NULL;
}

bool where_passes(struct where *where, const void *key, const void *value)
{
	enum expr_truth truth;

	if (!where->expr)
		return true;
	truth = expr_eval(where->expr, key,
			  value ? (const unsigned char *)value + where->cpu_offset : NULL);
	where->undefined += truth == EXPR_UNDEFINED;
	return truth == EXPR_TRUE;
}

void where_note(const struct where *where, const struct run *run)
{
	if (where->undefined)
		run_note(run, "--where divides by zero or overflows in %llu %s, which %s left out",
			 (unsigned long long)where->undefined,
			 where->undefined == 1 ? "entry" : "entries",
			 where->undefined == 1 ? "is" : "are");
}
