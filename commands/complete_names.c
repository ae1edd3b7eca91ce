// SPDX-License-Identifier: GPL-2.0-or-later
/* Words that are the same on every machine: types, flags, demos. */
#include <net/if.h>
#include <stdio.h>

#include "bpf/demo.h"
#include "commands/complete_map.h"
#include "commands/topics.h"

static void add_types(struct candidates *out)
{
	const struct map_type *type;

	for (unsigned int i = 0; (type = type_at(i)); i++)
		candidates_add(out, type->name, type->brief, 0);
}

static void add_flags(const char *(*at)(unsigned int i, const char **about),
		      struct candidates *out)
{
	const char *name, *about;

	candidates_list(out, ",|");
	for (unsigned int i = 0; (name = at(i, &about)); i++)
		candidates_add(out, name, about, CANDIDATE_OPEN);
}

/* What `demo stop` may be asked for is what there is something left of. */
static void add_demos(const struct complete_query *query, struct candidates *out)
{
	const struct demo *demo;

	for (unsigned int i = 0; (demo = demo_at(i)); i++) {
		if (query->cmd == &cmd_demo_stop && !demo_left(demo))
			continue;
		candidates_add(out, demo->name, demo->brief, 0);
		for (const char *const *also = demo->also; *out->prefix && also && *also; also++)
			candidates_add(out, *also, demo->brief, 0);
	}
}

static void add_hooks(const struct complete_query *query, struct candidates *out)
{
	const char *const *name = query_given(query, "NAME");
	struct err ignored = {0};
	const struct demo *demo = name ? demo_find(*name, &ignored) : NULL;

	err_clear(&ignored);
	for (const struct demo_hook *hook = demo ? demo->hooks : NULL; hook && hook->program;
	     hook++)
		candidates_add(out, hook->name, NULL, 0);
}

static void add_cpus(const struct complete_query *query, struct candidates *out)
{
	unsigned int n = kernel_possible_cpus(query_kernel(query));

	for (unsigned int cpu = 0; cpu < n; cpu++) {
		char number[16];

		snprintf(number, sizeof(number), "%u", cpu);
		candidates_add(out, number, NULL, 0);
	}
}

static void add_interfaces(struct candidates *out)
{
	struct if_nameindex *all = if_nameindex();

	for (const struct if_nameindex *i = all; i && i->if_index; i++)
		candidates_add(out, i->if_name, NULL, 0);
	if (all)
		if_freenameindex(all);
}

void complete_hints(struct candidates *out)
{
	const char *name;

	for (unsigned int i = 0; (name = layout_hint_at(i)); i++)
		candidates_add(out, name, NULL, 0);
}

/* What help has beside commands. */
static void add_topics(struct candidates *out)
{
	const struct topic *topic;

	add_types(out);
	candidates_add(out, "types", "all map types", 0);
	for (unsigned int i = 0; (topic = topic_at(i)); i++)
		candidates_add(out, topic->name, topic->brief, 0);
}

void complete_names(const struct complete_query *query, struct candidates *out)
{
	switch (query->kind) {
	case COMPLETE_TOPIC:
		add_topics(out);
		break;
	case COMPLETE_MAP_TYPE:
		add_types(out);
		break;
	case COMPLETE_MAP_FLAGS:
		add_flags(map_flag_at, out);
		break;
	case COMPLETE_ELEM_FLAGS:
		add_flags(elem_flag_at, out);
		break;
	case COMPLETE_DEMO:
		add_demos(query, out);
		break;
	case COMPLETE_DEMO_HOOK:
		add_hooks(query, out);
		break;
	case COMPLETE_IFNAME:
		add_interfaces(out);
		break;
	case COMPLETE_CPU:
		add_cpus(query, out);
		break;
	default:
		break;
	}
}
