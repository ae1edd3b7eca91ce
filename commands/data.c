// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading KEY and VALUE: which of the forms the words have, and the bytes they mean. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "btf/parse.h"
#include "commands/data.h"

void data_init(struct data *data)
{
	memset(data, 0, sizeof(*data));
	data->key_fd = -1;
	data->value_fd = -1;
}

void data_free(struct data *data)
{
	free(data->key);
	free(data->value);
	buf_free(&data->key_text);
	buf_free(&data->key_owner);
	if (data->key_fd >= 0)
		close(data->key_fd);
	if (data->value_fd >= 0)
		close(data->value_fd);
}

/* What is being read: one side of an entry. */
struct side_words {
	const struct run *run;
	const struct map *map;
	enum side side;
	const struct data_words *words;
	const char *what; /* "key", "value" */
};

static struct side_words side_words(const struct run *run, const struct map *map,
				    const struct data_args *args, enum side side)
{
	struct side_words in = {
		.run = run,
		.map = map,
		.side = side,
		.words = side == SIDE_KEY ? &args->key : &args->value,
		.what = side == SIDE_KEY ? "key" : "value",
	};

	return in;
}

static struct parse parse_of(const struct side_words *in, bool require_fields)
{
	struct parse parse = {
		.what = in->what,
		.require_fields = require_fields,
		.resolver = kernel_resolver(run_kernel(in->run)),
	};

	return parse;
}

/* A shell makes two words of {a:1,b:2}; a literal with spaces and no quotes arrives in pieces. */
static bool looks_unquoted(const struct data_words *words)
{
	const char *first = words->words[0];

	if (!strcmp(first, "hex"))
		return false;
	return strpbrk(first, "{[\":") || !isdigit((unsigned char)first[*first == '-']);
}

/* Several words, or a number for a map without types: a list of bytes. */
static bool is_byte_list(const struct side_words *in)
{
	const struct data_words *words = in->words;

	if (!words->introduced)
		return false;
	if (words->n > 1)
		return true;
	return !side_layout(in->map, in->side)->typed && isdigit((unsigned char)*words->words[0]) &&
	       !looks_unquoted(words);
}

/* At least two words, or one that is a number. */
static int read_bytes(const struct side_words *in, void *out, struct err *err)
{
	const struct layout *layout = side_layout(in->map, in->side);
	const struct data_words *words = in->words;
	bool hex = !strcmp(words->words[0], "hex");

	if (looks_unquoted(words)) {
		fail(err, ERR_USAGE, "%s: \"%s\" \"%s\" is neither one literal nor a list of bytes",
		     in->what, words->words[0], words->words[1]);
		err_hint(err, "quote a literal, so that the shell passes it as one word: %s '{…}'",
			 in->what);
		return ERR_USAGE;
	}
	return parse_bytes(words->words + hex, words->n - hex, hex, in->what, out, layout->size,
			   err);
}

/* One side, but for objects, fields and variables. */
static int read_literal(const struct side_words *in, bool require_fields, void *out,
			struct err *err)
{
	const struct layout *layout = side_layout(in->map, in->side);
	struct parse parse = parse_of(in, require_fields);
	const char *word = in->words->words[0];

	if (is_byte_list(in))
		return read_bytes(in, out, err);
	if (!layout->typed && strncmp(word + (*word == '"'), "hex:", 4) && *word != '@') {
		fail(err, ERR_USAGE, "%s: \"%s\": the type of the %s is not known", in->what, word,
		     in->what);
		err_hint(err, "give bytes: %s hex:… or %s 1 2 3 …, or a type: --types KEY VALUE",
			 in->what, in->what);
		return ERR_USAGE;
	}
	return parse_value(layout, word, &parse, out, err);
}

static enum object_kind object_of(const struct side_words *in)
{
	return in->side == SIDE_KEY ? in->map->type->key_object : in->map->type->value_object;
}

/*
 * Words that name an object. Where values are descriptors any words do, `17` and `hello` too; a
 * device has its typed form as well, 2 or {ifindex: 2}.
 */
static bool is_object(const struct side_words *in)
{
	enum object_kind kind = object_of(in);

	if (kind == OBJECT_NONE || !strncmp(in->words->words[0], "hex", 3))
		return false;
	return kind != OBJECT_DEVICE || object_words(kind, in->words->words, in->words->n);
}

/* Finds the field that "path=literal" names; the literal stays where it is in the word. */
static int find_field(const struct map *map, const char *word, struct field_ref *ref,
		      const char **literal, struct err *err)
{
	const char *equal = strchr(word, '=');
	char *path = strndup(word, (size_t)(equal - word));
	int rc = path ? field_find(map, path, ref, err) : fail_oom(err);

	free(path);
	*literal = equal + 1;
	return rc;
}

/* The field words of one side as parts; their number, or what fail() returned. */
static int collect_parts(const struct side_words *in, const struct word_list *fields,
			 struct parse_part *parts, struct err *err)
{
	int n = 0;

	for (size_t i = 0; i < fields->n; i++) {
		struct field_ref ref;
		const char *literal;
		int rc = find_field(in->map, fields->words[i], &ref, &literal, err);

		if (rc)
			return rc;
		if (ref.side != in->side)
			continue;
		if (!side_layout(in->map, in->side)->typed)
			return fail(err, ERR_USAGE, "\"%s\": the type of the %s is not known",
				    fields->words[i], in->what);
		parts[n++] = (struct parse_part){.place = ref.place, .text = literal};
	}
	return n;
}

/* Reads all field words of one side over `out`. Their number, or what fail() returned. */
static int read_fields(const struct side_words *in, const struct word_list *fields,
		       bool require_all, unsigned char *out, struct err *err)
{
	struct parse parse = parse_of(in, require_all);
	struct parse_part *parts = calloc(fields->n + 1, sizeof(*parts));
	int n = parts ? collect_parts(in, fields, parts, err) : fail_oom(err);
	int rc = n > 0 ? parse_parts(side_layout(in->map, in->side), parts, (size_t)n, &parse,
				     out, err)
		       : 0;

	free(parts);
	return rc ? rc : n;
}

/* A variable of a datasec map as the key: the entry is 0, the place its bytes. */
static bool read_variable(const struct map *map, const struct data_words *words, struct data *data)
{
	struct err ignored = {0};
	bool found = map_is_datasec(map) && words->n == 1 &&
		     !isdigit((unsigned char)*words->words[0]) && *words->words[0] &&
		     !layout_find(map->value, words->words[0], "", &data->variable, &ignored);

	err_clear(&ignored);
	data->has_variable = found;
	return found;
}

static bool names_variable(const struct map *map, const struct data_words *words)
{
	return map_is_datasec(map) && words->n == 1 &&
	       (isalpha((unsigned char)*words->words[0]) || *words->words[0] == '_');
}

static int need_key(const struct map *map, struct err *err)
{
	if (map_is_datasec(map)) {
		fail(err, ERR_USAGE, "which variable of \"%s\"?", map->name);
		err_hint(err, "`dump id %u` shows them", map->info.id);
		return ERR_USAGE;
	}
	return fail(err, ERR_USAGE, "no key given");
}

static int key_from_words(const struct side_words *in, const struct data_args *args,
			  struct data *data, struct err *err)
{
	int n;

	if (!in->words->n) {
		n = read_fields(in, &args->fields, !args->zero_key, data->key, err);
		if (n < 0)
			return n;
		/* prog.bss debug=1 means the only entry there is */
		return n || (map_is_datasec(in->map) && args->fields.n) ? 0
									 : need_key(in->map, err);
	}
	if (is_object(in))
		return object_fill(in->map, true, in->words->words, in->words->n, data->key,
				   &data->key_fd, err);
	if (read_variable(in->map, in->words, data))
		return 0;
	if (names_variable(in->map, in->words))
		return fail(err, -ENOENT, "no variable \"%s\" in map \"%s\"", in->words->words[0],
			    in->map->name);
	return read_literal(in, !args->zero_key, data->key, err);
}

static void add_words(const struct data_words *words, size_t skip, struct buf *out)
{
	for (size_t i = skip; i < words->n; i++)
		buf_printf(out, "%s%s", i > skip ? " " : "", words->words[i]);
}

static void describe_owner(const struct side_words *in, struct data *data)
{
	const struct data_words *words = in->words;

	add_words(words, 0, &data->key_text);
	add_words(words, object_introducer(object_of(in), words->words, words->n),
		   &data->key_owner);
}

void data_describe_key(const struct run *run, const struct map *map, const void *key,
		       struct buf *out)
{
	struct form form = run_form(run, CELL_FORM_TABLE);

	form.comments = false;
	layout_format_key(map->key, key, &form, out);
}

static void describe_key(const struct side_words *in, struct data *data)
{
	if (data->has_variable)
		layout_path(in->map->value, data->variable, &data->key_text);
	else if (data->key_fd >= 0)
		describe_owner(in, data);
	else
		data_describe_key(in->run, in->map, data->key, &data->key_text);
}

int data_read_plain(const struct run *run, const struct map *map, const struct data_args *args,
		    enum side side, void *out, struct err *err)
{
	struct side_words in = side_words(run, map, args, side);

	return read_literal(&in, side == SIDE_KEY && !args->zero_key, out, err);
}

bool data_has_spin_lock(const struct map *map)
{
	const struct layout *layout = map->value;

	for (__u32 i = 0; i < layout->n_fields; i++) {
		if (layout->fields[i].kind == LAYOUT_KERNEL &&
		    !strcmp(layout->fields[i].type, "struct bpf_spin_lock"))
			return true;
	}
	return false;
}

int data_read_flags(const struct map *map, const struct typing_args *typing, const char *word,
		    __u64 *flags, struct err *err)
{
	int rc = elem_flags_parse(word, flags, err);

	if (rc || !(*flags & BPF_F_LOCK) || typing->types[0] || data_has_spin_lock(map))
		return rc;
	return fail(err, ERR_USAGE, "flags \"%s\": values of map \"%s\" have no bpf_spin_lock",
		    word, map->name);
}

bool data_has_key(const struct map *map, const struct data_args *args)
{
	if (args->key.n)
		return true;
	for (size_t i = 0; i < args->fields.n; i++) {
		struct err ignored = {0};
		struct field_ref ref;
		const char *literal;
		bool key = !find_field(map, args->fields.words[i], &ref, &literal, &ignored) &&
			   ref.side == SIDE_KEY;

		err_clear(&ignored);
		if (key)
			return true;
	}
	return false;
}

int data_only_key(const struct map *map, const struct data_args *args, const char *command,
		  struct err *err)
{
	for (size_t i = 0; i < args->fields.n; i++) {
		struct field_ref ref;
		const char *literal;
		int rc = find_field(map, args->fields.words[i], &ref, &literal, err);

		if (rc)
			return rc;
		if (ref.side == SIDE_VALUE)
			return fail(err, ERR_USAGE,
				    "\"%s\" is about the value, and %s takes a key only",
				    args->fields.words[i], command);
	}
	return 0;
}

int data_read_key(const struct run *run, const struct map *map, const struct data_args *args,
		  struct data *data, struct err *err)
{
	struct side_words in = side_words(run, map, args, SIDE_KEY);
	int rc;

	if (!map->info.key_size) {
		if (!data_has_key(map, args))
			return 0;
		return fail(err, ERR_USAGE, "map \"%s\" has no keys: its type is %s", map->name,
			    map->type->name);
	}
	data->key = calloc(1, map->info.key_size);
	if (!data->key)
		return fail_oom(err);
	rc = key_from_words(&in, args, data, err);
	if (rc)
		return rc;
	describe_key(&in, data);
	return data->key_text.oom || data->key_owner.oom ? fail_oom(err) : 0;
}

bool data_value_is_partial(const struct map *map, const struct data_args *args,
			   const struct data *data)
{
	return data->has_variable || (map_is_datasec(map) && !args->value.n) ||
	       (!args->value.n && args->fields.n);
}

int data_read_value(const struct run *run, const struct map *map, const struct data_args *args,
		    struct data *data, struct err *err)
{
	struct side_words in = side_words(run, map, args, SIDE_VALUE);
	struct parse parse = parse_of(&in, false);
	int rc = 0;

	if (args->value.n) {
		if (data->has_variable && args->value.n == 1)
			rc = parse_place(map->value, data->variable, args->value.words[0], &parse,
					 data->value, err);
		else if (is_object(&in))
			rc = object_fill(map, false, in.words->words, in.words->n, data->value,
					 &data->value_fd, err);
		else
			rc = read_literal(&in, false, data->value, err);
		if (rc)
			return rc;
	}
	rc = read_fields(&in, &args->fields, false, data->value, err);
	if (!rc && !args->value.n)
		return fail(err, ERR_USAGE, "no value given");
	return rc < 0 ? rc : 0;
}
