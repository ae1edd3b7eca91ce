// SPDX-License-Identifier: GPL-2.0-or-later
/* hist: how the numbers in a field are distributed over the entries of a map. */
#include <stdlib.h>
#include <string.h>

#include "bpf/described.h"
#include "bpf/walk.h"
#include "btf/compare.h"
#include "btf/field.h"
#include "btf/path.h"
#include "commands/hist.h"

/* Each --by value has a histogram in memory. */
#define GROUPS_MAX 4096

struct hist_args {
	struct target_args target;
	struct typing_args typing;
	const char *field, *slot, *by;
	bool linear;
};

static const struct word hist_words[] = {
	TARGET_MAP(struct hist_args, target),
	{.name = "FIELD", .type = WORD_TEXT,
	 .complete = COMPLETE_FIELD,
	 .help = "a number, or an array of log2 slots",
	 WORD_AT(struct hist_args, field)},
	{.name = "--slot", .meta = "FIELD", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_FIELD,
	 .help = "this field of the key is the log2 slot that FIELD counts, as in bcc",
	 WORD_AT(struct hist_args, slot)},
	{.name = "--linear", .type = WORD_FLAG, .flags = WORD_OPTION,
	 .help = "slots are numbers, not powers of two", WORD_AT(struct hist_args, linear)},
	{.name = "--by", .meta = "FIELD", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .complete = COMPLETE_FIELD,
	 .help = "a histogram for each value of this field", WORD_AT(struct hist_args, by)},
	TARGET_NARROW(struct hist_args, target),
	TARGET_NEWEST(struct hist_args, target),
	TYPING_WORDS(struct hist_args, typing),
	{0},
};

/* A histogram in the making. */
struct counting {
	const struct map *map;
	struct field_ref field, slot, by;
	bool has_slot, has_by, linear;
	__u32 n_slots; /* FIELD is an array of so many; 0: a number */
	struct hist_group **groups; /* by ascending value of --by */
	size_t n_groups, cap;
	__u64 unread;
};

/* ---- which fields --------------------------------------------------------------------------- */

static const struct layout_field *ref_field(const struct map *map, const struct field_ref *ref)
{
	return &side_layout(map, ref->side)->fields[ref->place.field];
}

static int no_number(const struct map *map, const struct field_ref *ref, const char *word,
		     struct err *err)
{
	const struct layout_field *field = ref_field(map, ref);

	if (field->kind == LAYOUT_BYTES) {
		fail(err, ERR_USAGE, "\"%s\" has no type", word);
		err_hint(err, "say what it is: --types KEY VALUE");
		return ERR_USAGE;
	}
	fail(err, ERR_USAGE, "\"%s\" is no integer%s", word,
	     field->kind == LAYOUT_FLOAT ? ", and buckets are for integers" : "");
	if (field->kind == LAYOUT_STRUCT || field->kind == LAYOUT_UNION)
		err_hint(err, "name one of its fields: `schema` shows them");
	return ERR_USAGE;
}

static int find_integer(const struct map *map, const char *word, struct field_ref *ref,
			struct err *err)
{
	int rc = field_find(map, word, ref, err);

	if (rc)
		return rc;
	return field_is_integer(ref_field(map, ref)) ? 0 : no_number(map, ref, word, err);
}

static unsigned int max_slots(const struct counting *c)
{
	return c->linear ? HIST_LINEAR : HIST_BITS;
}

/* An array of integers is an array of slots. */
static int find_field(struct counting *c, const char *word, struct err *err)
{
	const struct layout *layout;
	int rc = field_find(c->map, word, &c->field, err);

	if (rc || c->has_slot || !field_is_array(ref_field(c->map, &c->field)))
		return rc ? rc : find_integer(c->map, word, &c->field, err);
	layout = side_layout(c->map, c->field.side);
	c->n_slots = layout_count(layout, c->field.place);
	if (!c->n_slots || c->n_slots > max_slots(c))
		return fail(err, ERR_USAGE, "\"%s\" has %u elements, and %s slots are 1 to %u",
			    word, c->n_slots, c->linear ? "linear" : "log2", max_slots(c));
	if (!field_is_integer(&layout->fields[c->field.place.field + 1]))
		return fail(err, ERR_USAGE, "the elements of \"%s\" are no integers", word);
	return 0;
}

/* The one other member of a key that has a member "slot", as bcc's keys of histograms have. */
static int find_slot_owner(struct counting *c, struct err *err)
{
	const struct layout *key = c->map->key;
	__u32 slot = member_find(key, 0, "slot", 4), other = 0, n = 0;

	if (!slot)
		return no_number(c->map, &c->slot, "key", err);
	for (__u32 i = 1; i < key->fields->end; i = member_next(key, i)) {
		if (i == slot || key->fields[i].anonymous)
			continue;
		other = i;
		n++;
	}
	c->slot = (struct field_ref){SIDE_KEY, false, member_place(key, (struct place){0}, slot)};
	if (!field_is_integer(&key->fields[slot]))
		return no_number(c->map, &c->slot, "key.slot", err);
	if (n > 1 && !c->has_by) {
		fail(err, ERR_USAGE, "the key has %u members beside \"slot\"", n);
		err_hint(err, "--by FIELD chooses one; --slot key.slot adds them all up");
		return ERR_USAGE;
	}
	if (n == 1 && !c->has_by) {
		c->by = (struct field_ref){SIDE_KEY, false,
					   member_place(key, (struct place){0}, other)};
		c->has_by = true;
	}
	return 0;
}

static int find_slot(struct counting *c, const char *word, struct err *err)
{
	int rc = field_find(c->map, word, &c->slot, err);

	if (rc)
		return rc;
	if (c->slot.side != SIDE_KEY)
		return fail(err, ERR_USAGE, "--slot: \"%s\" is no field of the key", word);
	c->has_slot = true;
	if (c->slot.whole && ref_field(c->map, &c->slot)->kind == LAYOUT_STRUCT)
		return find_slot_owner(c, err);
	return find_integer(c->map, word, &c->slot, err);
}

static int find_fields(struct counting *c, const struct hist_args *args, struct err *err)
{
	const char *word = args->field;
	int rc = 0;

	if (!word && !args->slot)
		return fail(err, ERR_USAGE, "needs \"FIELD\"");
	if (args->by) {
		rc = field_find(c->map, args->by, &c->by, err);
		c->has_by = true;
	}
	if (!rc && c->has_by && c->by.side == SIDE_VALUE && c->map->n_cpus)
		rc = fail(err, ERR_USAGE, "--by: \"%s\" has a value for each CPU", args->by);
	if (!rc && args->slot)
		rc = find_slot(c, args->slot, err);
	if (!rc)
		rc = find_field(c, word ? word : "value", err);
	if (!rc && c->linear && !c->has_slot && !c->n_slots)
		rc = fail(err, ERR_USAGE, "--linear is for slots, and \"%s\" is a number", word);
	return rc;
}

/* ---- counting ------------------------------------------------------------------------------- */

/* Two keys are never one, whatever is in their padding. */
static int compare_by(const struct layout *layout, const struct field_ref *ref,
		      const unsigned char *a, const unsigned char *b)
{
	int order = layout_compare_place(layout, ref->place, a, b);

	return order || !ref->whole || ref->side != SIDE_KEY ? order : memcmp(a, b, layout->size);
}

static int insert_group(struct counting *c, size_t at, const unsigned char *object,
			struct err *err)
{
	struct hist_group *group;
	__u32 size = side_layout(c->map, c->by.side)->size;

	if (c->n_groups == GROUPS_MAX)
		return fail(err, -E2BIG, "--by: the field has more than %d values", GROUPS_MAX);
	if (c->n_groups == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 16;
		void *groups = realloc(c->groups, cap * sizeof(struct hist_group *));

		if (!groups)
			return fail_oom(err);
		c->groups = groups;
		c->cap = cap;
	}
	group = calloc(1, sizeof(*group));
	if (!group)
		return fail_oom(err);
	group->hist.is_signed = !c->has_slot && !c->n_slots &&
				ref_field(c->map, &c->field)->is_signed;
	group->hist.linear = c->linear;
	group->hist.slots = !c->linear && (c->has_slot || c->n_slots);
	memmove(c->groups + at + 1, c->groups + at, (c->n_groups - at) * sizeof(*c->groups));
	c->groups[at] = group;
	c->n_groups++;
	if (!object)
		return 0;
	group->object = malloc(size + 1u);
	if (!group->object)
		return fail_oom(err);
	memcpy(group->object, object, size);
	return 0;
}

/* The group that the entry belongs to, made when it is new. */
static int find_group(struct counting *c, const unsigned char *object, struct hist_group **group,
		      struct err *err)
{
	const struct layout *layout = side_layout(c->map, c->by.side);
	size_t low = 0, high = c->n_groups;
	int rc = 0;

	while (c->has_by && low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_by(layout, &c->by, object, c->groups[middle]->object);

		if (!order) {
			*group = c->groups[middle];
			return 0;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	if (c->has_by || !c->n_groups)
		rc = insert_group(c, low, c->has_by ? object : NULL, err);
	*group = rc ? NULL : c->groups[low];
	return rc;
}

static int load(const struct map *map, enum side side, struct place place,
		const unsigned char *object, u128 *number, struct err *err)
{
	if (field_number(map, side, place, object, number))
		return 0;
	return fail(err, -EOVERFLOW, "the sum over all CPUs needs more than 128 bits");
}

static int load_count(const struct counting *c, struct place place, const unsigned char *object,
		      u128 *count, struct err *err)
{
	const struct layout *layout = side_layout(c->map, c->field.side);
	int rc = load(c->map, c->field.side, place, object, count, err);

	if (rc || !layout->fields[place.field].is_signed || (s128)*count >= 0)
		return rc;
	return fail(err, -ERANGE, "a count is negative: this is no histogram");
}

/* Slot i of an array counts the numbers of i + 1 bits, and slot 0 also zeroes. */
static int add_slots(const struct counting *c, struct hist *hist, const unsigned char *object,
		     struct err *err)
{
	const struct layout *layout = side_layout(c->map, c->field.side);
	u128 count;
	int rc = 0;

	for (__u32 i = 0; !rc && i < c->n_slots; i++) {
		rc = load_count(c, place_element(layout, c->field.place, i), object, &count, err);
		if (!rc)
			rc = c->linear ? hist_add_linear(hist, i, count, err)
				       : hist_add_slot(hist, i + 1, count, err);
	}
	return rc;
}

/* Of a key: bcc's slot i counts the numbers of i bits. */
static unsigned int last_slot(const struct counting *c)
{
	return c->linear ? HIST_LINEAR - 1 : HIST_BITS;
}

static int bad_slot(const struct counting *c, const unsigned char *key, struct err *err)
{
	BUF_CLEANUP struct buf text = {0};
	const struct form form = {0};

	layout_format_key(c->map->key, key, &form, &text);
	return fail(err, -ERANGE, "key %s: its slot is not 0 to %u", buf_cstr(&text),
		    last_slot(c));
}

static int add_slot(const struct counting *c, struct hist *hist, const unsigned char *key,
		    const unsigned char *object, struct err *err)
{
	u128 slot, count;
	int rc = load_count(c, c->field.place, object, &count, err);

	if (rc || !count) /* arrays have more slots than a histogram needs */
		return rc;
	rc = load(c->map, SIDE_KEY, c->slot.place, key, &slot, err);
	if (!rc && slot > last_slot(c)) /* negative ones, too */
		rc = bad_slot(c, key, err);
	if (rc)
		return rc;
	return c->linear ? hist_add_linear(hist, (unsigned int)slot, count, err)
			 : hist_add_slot(hist, (unsigned int)slot, count, err);
}

static int add_entry(struct counting *c, const unsigned char *key, const unsigned char *value,
		     struct err *err)
{
	const unsigned char *object = c->field.side == SIDE_KEY ? key : value;
	struct hist_group *group;
	u128 number;
	int rc = find_group(c, c->by.side == SIDE_KEY ? key : value, &group, err);

	if (rc)
		return rc;
	if (c->has_slot)
		return add_slot(c, &group->hist, key, object, err);
	if (c->n_slots)
		return add_slots(c, &group->hist, object, err);
	rc = load(c->map, c->field.side, c->field.place, object, &number, err);
	return rc ? rc : hist_add(&group->hist, number, err);
}

static int add_entries(const struct run *run, struct counting *c, struct err *err)
{
	const struct map *map = c->map;
	struct walk_batch batch;
	struct walk *walk = NULL;
	int rc = walk_new(&walk, map, WALK_BEST, false, err);

	while (!rc && (rc = walk_next(walk, &batch, err)) > 0) {
		rc = 0;
		for (size_t i = 0; !rc && i < batch.n; i++) {
			if (batch.errors && batch.errors[i])
				c->unread++;
			else
				rc = add_entry(c, batch.keys + i * map->key_bytes,
					       batch.values + i * map->value_bytes, err);
		}
	}
	if (!rc && walk_note(walk))
		run_note(run, "%s", walk_note(walk));
	walk_free(walk);
	return rc;
}

/* ---- the command ---------------------------------------------------------------------------- */

static void counting_free(struct counting *c)
{
	for (size_t i = 0; i < c->n_groups; i++) {
		hist_free(&c->groups[i]->hist);
		free(c->groups[i]->object);
		free(c->groups[i]);
	}
	free(c->groups);
}

static int print(const struct run *run, const struct counting *c, struct err *err)
{
	BUF_CLEANUP struct buf field = {0}, by = {0};
	struct hist_output output = {
		.run = run, .groups = c->groups, .n_groups = c->n_groups,
		.by_place = c->by.place,
	};

	field_name(c->map, c->field.side, c->field.place, false, &field);
	output.field = buf_cstr(&field);
	if (c->has_by) {
		field_name(c->map, c->by.side, c->by.place, false, &by);
		output.by = buf_cstr(&by);
		output.by_key = c->by.whole && c->by.side == SIDE_KEY;
		output.layout = side_layout(c->map, c->by.side);
	}
	return field.oom || by.oom ? fail_oom(err) : hist_print(&output, err);
}

static int count_and_print(const struct run *run, struct counting *c, struct err *err)
{
	int rc = add_entries(run, c, err);

	if (!rc && !c->n_groups && !c->has_by)
		rc = insert_group(c, 0, NULL, err);
	if (!rc)
		rc = print(run, c, err);
	if (!rc && c->unread)
		rc = fail(err, -EIO, "%llu %s could not be read", (unsigned long long)c->unread,
			  c->unread == 1 ? "entry" : "entries");
	return rc;
}

static int hist_run(struct run *run, const void *arg, struct err *err)
{
	const struct hist_args *args = arg;
	MAP_CLEANUP struct map *map = NULL;
	__attribute__((cleanup(counting_free))) struct counting c = {0};
	int rc = target_open(run, &args->target, &args->typing, MAP_READ, &map, err);

	c.map = map;
	c.linear = args->linear;
	if (!rc)
		rc = map_describe(map, err);
	if (!rc)
		rc = find_fields(&c, args, err);
	return rc ? rc : count_and_print(run, &c, err);
}

const struct cmd cmd_hist = {
	.name = "hist",
	.group = "look",
	.brief = "a histogram of a field over all entries",
	.about = "Counts the entries by the number in FIELD, in buckets that are powers of two,\n"
		 "with percentiles: exact up to 127, at most 1.6 % off beyond. Per-CPU values\n"
		 "are added up. Of an array of log2 slots (slot i counts 2^i to 2^(i+1)-1, slot\n"
		 "0 also zeroes) the slots of all entries are added up. With --slot the map is a\n"
		 "histogram as bcc's BPF_HISTOGRAM makes them: a slot of the key (slot i counts\n"
		 "2^(i-1) to 2^i-1), and FIELD, or the value, its count; --slot key takes the\n"
		 "member \"slot\" of a key struct, and its other member for --by. Percentiles of\n"
		 "slots are the ends of their buckets. With --linear slot i counts the number i,\n"
		 "as in bcc's print_linear_hist: 0 to 1024.",
	.examples = "mapctl hist flows packets\n"
		    "mapctl hist latency slots --by key\n"
		    "mapctl hist dist --slot key\n"
		    "mapctl hist dist --slot key --linear\n",
	.words = hist_words,
	.columns = hist_columns,
	.args_size = sizeof(struct hist_args),
	.run = hist_run,
};
