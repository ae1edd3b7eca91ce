/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One command line at work. Included by the parser's files only. */
#ifndef MAPCTL_CLI_PARSE_IMPL_H
#define MAPCTL_CLI_PARSE_IMPL_H

#include "cli/cmd.h"
#include "cli/options.h"

/* A word that is no option and no option's value. */
struct plain {
	const char *text;
	bool breaks; /* an option stands before it: it does not go on with introduced data */
};

/* An option as given: one of everybody's, or a command's own. */
struct given {
	const char *text; /* as typed, "--cpu=3" */
	size_t name_len;
	const struct option *option; /* NULL: a command's own, or unknown */
	char letter; /* as typed in a group of letters; 0: a long one */
	const char *const *values; /* words behind it, or the one behind "=" at inline_value */
	size_t n_values;
	const char *inline_value;
};

/* Memory whose contents no longer matter when it is fitted anew. */
struct area {
	void *data;
	size_t size;
};

/* Kept from line to line, so that a line like the one before costs no allocation. */
struct parse_memory {
	struct area plain, given, args, lists;
	const struct cmd *cmd; /* that `begins` is about */
	bool begins[256]; /* the bytes that a word of it may begin with */
};

/* What the word at the end of an unfinished line may be. */
enum expect {
	EXPECT_NOTHING,
	EXPECT_COMMAND, /* a command's first word, or the second behind `introducer` */
	EXPECT_OPTION,
	EXPECT_VALUE,   /* of `option` or `word` */
	EXPECT_MAP,     /* of `word`, behind `introducer` */
	EXPECT_DATA,    /* of `word`, introduced; with n_before also what EXPECT_WORDS has */
	EXPECT_WORDS,   /* a position, or what begins another word */
};

struct expected {
	enum expect what;
	const struct option *option;
	const struct word *word;     /* EXPECT_WORDS: the next position; NULL: none */
	/* EXPECT_MAP: "name", "id", "pinned", "pid", "pid N", "fd"; EXPECT_COMMAND: its first
	 * word; NULL: none */
	const char *introducer;
	const char *const *before;   /* words of the same value that stand before it */
	size_t n_before;
	size_t offset;               /* bytes of the word that come before the value: "--prog=" */
	bool maps_too;               /* EXPECT_WORDS: the words that introduce another map, too */
	const struct cmd *cmd;       /* NULL: not known */
	__u64 seen;                  /* of the command's words */
	__u64 options;               /* of options_table */
};

/* Of the words before it what stands before its own: `repeat 5 2s COMMAND`. */
static inline size_t expected_command_at(const struct expected *expected)
{
	/* no command begins with a digit */
	return expected->n_before && *expected->before[0] >= '0' && *expected->before[0] <= '9';
}

struct parser {
	const struct program *program;
	const struct cmd *cmd;
	int argc;
	const char *const *argv;
	struct parse_memory *memory;
	struct plain *plain; /* room for argc */
	size_t n_plain, at;
	struct given *given; /* several to a word: room for all letters */
	size_t n_given;
	const struct option *format; /* given last */
	bool help, version;
	__u64 seen; /* a bit for each of the command's words */
	const char **lists; /* argc slots for each of the command's words */
	struct parsed *out;
	struct err *err;
	struct expected *expected; /* NULL: the line is all there, else its last word is not */
};

/* The word that is being typed: what would become of it is what is wanted to know. */
static inline bool parser_typing(const struct parser *p, const char *text)
{
	return p->expected && text == p->argv[p->argc - 1];
}

/* Notes what it may be; an error without a message, which ends the parse. */
int parser_expect(struct parser *p, enum expect what, const struct word *word);

/*
 * parse.c: what the last of the words may be, and the arguments as far as they are given. The
 * caller frees `parsed`, also after an error; the words must outlive `expected`.
 */
int cmd_expect(const struct program *program, const struct options *defaults, int argc,
	       const char *const *argv, struct parsed *parsed, struct expected *expected,
	       struct err *err);

/* split.c */

/* How many words stand before the command that say nothing: `map`, among lines `mapctl`. */
size_t parser_idle_words(const struct parser *p);
/* Options from plain words. Everybody's options are applied at once. */
int parser_split(struct parser *p);

/* find.c: the command that the plain words at p->at name; moves behind them. */
int parser_find(struct parser *p);

/* words.c */

/* The words behind an option of the command's own: how many it takes of the n that follow. */
size_t word_arity(const struct word *word, const char *const *words, size_t n);
const struct word *word_option(const struct cmd *cmd, const char *name, size_t len);
/* True for the word that introduces DATA: its name in lower case. */
bool word_introduces(const struct word *word, const char *text);
/* "type T", "--cpu N", "MAP": how messages call it. */
void word_label(const struct word *word, struct buf *out);
/*
 * Sets a hint where the text that does not fit may be a piece of a literal that was not quoted, or
 * the rest of an object that began in a bare position: `m 1 prog x`.
 */
void word_hint_split(struct parser *p, const char *before, const char *text);
/* Writes one word of text into the argument structure, checked by the word's type. */
int word_store(struct parser *p, const struct word *word, const char *text);
int word_add(struct parser *p, const struct word *word, const char *text);
/* Marks it as given; an error if it was before and can be only once. */
int word_mark(struct parser *p, const struct word *word);
bool word_seen(const struct parser *p, const struct word *word);
void *word_at(const struct parser *p, const struct word *word);

/* mapwords.c: MAP at p->at. */
int parser_take_map(struct parser *p, const struct word *word);
/*
 * Fills a MAP that the command needs with the map in use, unless `text` (NULL: the line's end)
 * introduces another. False: nothing was done.
 */
bool parser_map_in_use(struct parser *p, const struct word *word, const char *text);

/* positional.c */

/* The bytes that the command's words of their own begin with: keywords, `key`, `noexist` … */
void words_note_begins(const struct cmd *cmd, bool begins[256]);
/* All that is left from p->at. */
int parser_take_words(struct parser *p);

#endif
