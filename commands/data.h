/* SPDX-License-Identifier: GPL-2.0-or-later */
/* KEY and VALUE words to the bytes that the kernel takes. */
#ifndef MAPCTL_COMMANDS_DATA_H
#define MAPCTL_COMMANDS_DATA_H

#include "commands/field.h"
#include "commands/commands.h"

/* The words of a command that names an entry. */
struct data_args {
	struct data_words key, value;
	struct word_list fields;
	bool zero_key;
};

#define DATA_KEY(type_, field_, flags_)                                                        \
	{                                                                                      \
		.name = "KEY", .type = WORD_DATA, .flags = (flags_),            \
		.help = "typed: 501, '{a: 1}', 10.0.0.1; key.a=1; hex:0a00; key 10 0 0 1",     \
		WORD_AT(type_, field_.key)                                                     \
	}

#define DATA_VALUE(type_, field_, flags_)                                                        \
	{                                                                                        \
		.name = "VALUE", .type = WORD_DATA, .flags = (flags_),                           \
		.help = "as KEY; value.a=1 changes that field; value prog REF, value map REF …", \
		WORD_AT(type_, field_.value)                                                     \
	}

#define DATA_FIELDS(type_, field_)                                                             \
	{                                                                                      \
		.name = "FIELD=VALUE", .type = WORD_FIELDS,                                    \
		.help = "a field of the key or value, key.a=1, value.b[2]=3; short where unique", \
		WORD_AT(type_, field_.fields)                                                  \
	}

#define DATA_ZERO_KEY(type_, field_)                                                           \
	{                                                                                      \
		.name = "--zero-key", .type = WORD_FLAG, .flags = WORD_OPTION,                 \
		.help = "fields left out of the key are zero", WORD_AT(type_, field_.zero_key) \
	}

/*
 * One entry's bytes on their way to the kernel. Zero it first (fds to -1 by data_init()); freed by
 * data_free(), which closes the descriptors.
 */
struct data {
	unsigned char *key;   /* info.key_size bytes; NULL: the map has no keys */
	unsigned char *value; /* info.value_size bytes (one CPU's) */
	struct buf key_text;  /* the key for messages */
	struct buf
		key_owner; /* what its descriptor is of, as a bare key says it; empty: no object */
	int key_fd, value_fd; /* kernel objects that key and value name; -1: none */
	bool has_variable;    /* the key was a variable of a datasec map */
	struct place variable;
};

void data_init(struct data *data);
void data_free(struct data *data);

#define DATA_CLEANUP __attribute__((cleanup(data_free)))

/* True when the map's values have a bpf_spin_lock, as far as its types tell. */
bool data_has_spin_lock(const struct map *map);

/* Reads the words of `flags`. `lock` where the value has no lock is ERR_USAGE. */
int data_read_flags(const struct map *map, const struct typing_args *typing, const char *word,
		    __u64 *flags, struct err *err);

/* True when key words or key fields were given. */
bool data_has_key(const struct map *map, const struct data_args *args);

/*
 * Refuses fields of the value, for commands that only take a key: `delete m 1 packets=0` might be
 * meant as a condition. 0 or ERR_USAGE.
 */
int data_only_key(const struct map *map, const struct data_args *args, const char *command,
		  struct err *err);

/* Reads the key. A map that has keys but was given none is ERR_USAGE. */
int data_read_key(const struct run *run, const struct map *map, const struct data_args *args,
		  struct data *data, struct err *err);

/*
 * Reads the value over what data->value holds (zeroes, or the entry's present value when
 * data_value_is_partial()): a whole literal, bytes, an object, fields or a variable.
 */
int data_read_value(const struct run *run, const struct map *map, const struct data_args *args,
		    struct data *data, struct err *err);

/*
 * One side that is plain bytes or a literal, no object, field or variable, into `out`, zeroed
 * before: info.key_size bytes, or one CPU's value.
 */
int data_read_plain(const struct run *run, const struct map *map, const struct data_args *args,
		    enum side side, void *out, struct err *err);

/* Adds the key as messages call it. */
void data_describe_key(const struct run *run, const struct map *map, const void *key,
		       struct buf *out);

/* True when only parts of the value are given, so that the rest of an existing entry is kept. */
bool data_value_is_partial(const struct map *map, const struct data_args *args,
			   const struct data *data);

#endif
