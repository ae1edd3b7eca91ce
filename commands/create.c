// SPDX-License-Identifier: GPL-2.0-or-later
/* create: makes a map and pins it. */
#include <ctype.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/create.h"
#include "bpf/pin.h"
#include "commands/commands.h"

struct create_args {
	const char *path;
	const char *type, *key, *value, *name, *flags, *dev, *mode;
	struct word_u32 entries;
	struct map_words inner, inner_map;
	struct word_u64 extra;
	struct word_list btf;
};

#define CREATE_TEXT(name_, field_, meta_, complete_, help_)                                   \
	{                                                                                     \
		.name = (name_), .meta = (meta_), .help = (help_), .type = WORD_TEXT,         \
		.flags = WORD_KEYWORD, .complete = (complete_),                               \
		WORD_AT(struct create_args, field_)                                           \
	}

static const struct word create_words[] = {
	{.name = "PATH", .type = WORD_TEXT, .flags = WORD_REQUIRED,
	 .complete = COMPLETE_PIN_NEW,
	 .help = "where on bpffs the map is pinned", WORD_AT(struct create_args, path)},
	{.name = "type", .meta = "TYPE", .type = WORD_TEXT, .flags = WORD_KEYWORD | WORD_REQUIRED,
	 .complete = COMPLETE_MAP_TYPE,
	 .help = "the kernel's name: hash, array, lru_hash, ringbuf …",
	 WORD_AT(struct create_args, type)},
	CREATE_TEXT("key", key, "TYPE|SIZE", COMPLETE_C_TYPE,
		    "C type of the keys, or their size in bytes"),
	CREATE_TEXT("value", value, "TYPE|SIZE", COMPLETE_C_TYPE,
		    "C type of the values, or their size in bytes"),
	{.name = "entries", .meta = "N", .type = WORD_U32, .flags = WORD_KEYWORD,
	 .help = "how many at most; of a ring buffer the size in bytes",
	 WORD_AT(struct create_args, entries)},
	CREATE_TEXT("name", name, "NAME", COMPLETE_NONE,
		    "up to 15 characters; else the last part of PATH"),
	CREATE_TEXT("flags", flags, "FLAGS", COMPLETE_MAP_FLAGS,
		    "no_prealloc,mmapable … or the kernel's number"),
	{.name = "inner", .meta = "MAP", .type = WORD_MAP, .flags = WORD_KEYWORD,
	 .help = "a map like those that this map of maps will hold",
	 WORD_AT(struct create_args, inner)},
	{.name = "inner_map", .meta = "MAP", .type = WORD_MAP, .flags = WORD_KEYWORD | WORD_SECRET,
	 .help = "bpftool's word for inner", WORD_AT(struct create_args, inner_map)},
	{.name = "extra", .meta = "N", .type = WORD_U64, .flags = WORD_KEYWORD,
	 .help = "map_extra: hash functions of a bloom filter, address of an arena",
	 WORD_AT(struct create_args, extra)},
	CREATE_TEXT("dev", dev, "IFNAME", COMPLETE_IFNAME,
		    "offload the map to this network device"),
	{.name = "--mode", .meta = "MODE", .type = WORD_TEXT, .flags = WORD_OPTION,
	 .help = "file mode of the pin in octal, else 0600", WORD_AT(struct create_args, mode)},
	{.name = "--btf", .meta = "FILE|id N|prog REF", .type = WORD_SOURCE, .flags = WORD_OPTION,
	 .help = "where type names are looked for before the kernel's own",
	 WORD_AT(struct create_args, btf)},
	{0},
};

static int read_mode(const char *word, unsigned int *mode, struct err *err)
{
	char *end;
	unsigned long value;

	*mode = 0;
	if (!word)
		return 0;
	value = strtoul(word, &end, 8);
	if (!isdigit((unsigned char)*word) || *end || value > 0777 || !value)
		return fail(err, ERR_USAGE, "--mode \"%s\" is no file mode (octal, 1 to 777)",
			    word);
	*mode = (unsigned int)value;
	return 0;
}

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* The pin's name, with what the kernel would refuse left out: the user gave no name of his own. */
static void name_from_path(const struct run *run, const char *path, char name[16])
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t n = 0;

	for (const char *p = base; *p && n < 15; p++)
		name[n++] = name_char(*p) ? *p : '_';
	name[n] = '\0';
	if (strcmp(name, base))
		run_note(run, "the map is named \"%s\": the kernel takes 15 characters of "
			 "A-Z a-z 0-9 _ .", name);
}

static int open_inner(const struct run *run, const struct create_args *args, struct map **map,
		      struct err *err)
{
	struct target_args target = {
		.map = args->inner.how != MAP_NOT_GIVEN ? args->inner : args->inner_map,
	};

	if (target.map.how == MAP_NOT_GIVEN)
		return 0;
	return target_open_plain(run, &target, MAP_READ, map, err);
}

static int fill_spec(const struct create_args *args, struct map_spec *spec, struct err *err)
{
	int rc = type_parse(args->type, &spec->type, err);

	if (!rc && args->flags)
		rc = map_flags_parse(args->flags, &spec->flags, err);
	if (rc)
		return rc;
	spec->key = args->key;
	spec->value = args->value;
	spec->max_entries = args->entries.value;
	spec->extra = args->extra.value;
	if (!args->dev)
		return 0;
	spec->ifindex = if_nametoindex(args->dev);
	return spec->ifindex ? 0 : fail(err, -ENOENT, "no interface is named \"%s\"", args->dev);
}

static int make_and_pin(const struct run *run, const struct create_args *args,
			const struct map_spec *spec, unsigned int mode, struct err *err)
{
	BUF_CLEANUP struct buf notes = {0};
	int rc, fd = map_create(run_kernel(run), spec, run->opt->dry_run, &notes, err);

	if (fd < 0)
		return fd;
	run_notes(run, &notes);
	if (run->opt->dry_run)
		return 0;
	rc = pin_map(fd, args->path, mode, err);
	close(fd);
	return rc;
}

static int report(const struct run *run, const struct create_args *args,
		  const struct map_spec *spec, struct err *err)
{
	BUF_CLEANUP struct buf line = {0};
	struct map_type scratch;

	buf_printf(&line, "%s map \"%s\" pinned at ", type_get(spec->type, &scratch)->name,
		   spec->name);
	buf_escaped(&line, args->path, strlen(args->path));
	if (!run->opt->dry_run)
		buf_puts(&line, ": created");
	else
		buf_puts(&line, ": would be created");
	return run_result_line(run, buf_cstr(&line), err);
}

static int create_run(struct run *run, const void *arg, struct err *err)
{
	const struct create_args *args = arg;
	BUF_CLEANUP struct buf source = {0};
	MAP_CLEANUP struct map *inner = NULL;
	struct map_spec spec = {.inner_fd = -1, .name = args->name};
	unsigned int mode;
	char name[16];
	int rc = fill_spec(args, &spec, err);

	if (!rc)
		rc = read_mode(args->mode, &mode, err);
	if (!rc)
		rc = pin_check_new(args->path, err);
	if (!rc)
		rc = open_inner(run, args, &inner, err);
	if (rc)
		return rc;
	if (inner)
		spec.inner_fd = inner->fd;
	spec.btf = join_words(&args->btf, &source);
	if (!spec.name) {
		name_from_path(run, args->path, name);
		spec.name = name;
	}
	rc = make_and_pin(run, args, &spec, mode, err);
	if (!rc)
		rc = report(run, args, &spec, err);
	return rc ? rc : run_changed(run, 1, err);
}

const struct cmd cmd_create = {
	.name = "create",
	.group = "change",
	.brief = "make a map and pin it",
	.about =
		"Makes a map and pins it at PATH. Keys and values given as C types get BTF, so\n"
		"that every tool sees their fields; a plain number is a size in bytes and leaves\n"
		"the map without types. Types are u8 to u128, s8 to s128, __be16 to __be64, bool,\n"
		"char, float, double, enum, struct, union, arrays, bit-fields, bpf_spin_lock,\n"
		"bpf_timer, and whatever struct, union, enum or typedef the kernel's BTF has.",
	.examples =
		"mapctl create /sys/fs/bpf/flows type hash key 'struct { __be32 saddr; }' \\\n"
		"       value 'struct { u64 packets; u64 bytes; }' entries 1024\n"
		"mapctl create /sys/fs/bpf/events type ringbuf entries 256Ki\n"
		"mapctl create /sys/fs/bpf/routes type lpm_trie entries 100 flags no_prealloc \\\n"
		"       key 'struct { u32 prefixlen; __be32 addr; }' value u32\n",
	.words = create_words,
	.flags = CMD_WRITES,
	.args_size = sizeof(struct create_args),
	.run = create_run,
};
