/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Histograms, by powers of two or by each number: counting numbers and printing them. */
#ifndef MAPCTL_COMMANDS_HIST_H
#define MAPCTL_COMMANDS_HIST_H

#include "commands/commands.h"
#include "commands/field.h"

/* A bucket for each bit length of a magnitude: 128 of negative numbers, zero, 128 of positive. */
enum { HIST_BITS = 128, HIST_BUCKETS = 2 * HIST_BITS + 1 };

/* Linear: a bucket for each number from 0 on, as many as bcc's linear histograms have. */
enum { HIST_LINEAR = 1025 };

struct hist_bucket {
	u128 count;
	__u64 *parts; /* the same by 64ths of its range, for percentiles; NULL: not known */
};

/* Zero it (but for the first three) before use, free it with hist_free(). */
struct hist {
	bool is_signed; /* how the numbers read that stand in a u128 */
	bool linear;    /* not signed, no slots: counted by hist_add_linear() */
	bool slots;     /* counted by slots: where in its bucket a number was is not known */
	u128 count;
	u128 min, max;  /* of the numbers; not known with `slots` */
	struct hist_bucket buckets[HIST_BUCKETS];
	u128 *numbers; /* linear: how often each was met; NULL: none was */
};

void hist_free(struct hist *hist);

/* Counts one number, sign-extended when it is signed. */
int hist_add(struct hist *hist, u128 number, struct err *err);

/* Counts `count` numbers of `bits` bits; bits 1 is 0 and 1, but for a histogram that has bits 0. */
int hist_add_slot(struct hist *hist, unsigned int bits, u128 count, struct err *err);

/* Counts a number, which is below HIST_LINEAR, so often. */
int hist_add_linear(struct hist *hist, unsigned int number, u128 count, struct err *err);

/* How many numbers are in a bucket. */
u128 hist_at(const struct hist *hist, unsigned int bucket);

/* The first and last bucket that is not empty. False: all are. */
bool hist_span(const struct hist *hist, unsigned int *first, unsigned int *last);

/* The least and the greatest number that a bucket takes. */
u128 hist_from(const struct hist *hist, unsigned int bucket);
u128 hist_to(const struct hist *hist, unsigned int bucket);

/*
 * The number that `percent` of all are not above: exact up to 127, at most 1.6 % off beyond; with
 * `slots` the end of its bucket. The histogram is not empty.
 */
u128 hist_percentile(const struct hist *hist, unsigned int percent);

/* One histogram, and of which value of --by it is. */
struct hist_group {
	struct hist hist;
	unsigned char *object; /* the key or value it was first met in; NULL without --by */
};

/* What is printed: each group with the names of its fields. */
struct hist_output {
	const struct run *run;
	const char *field;          /* whose numbers they are */
	const char *by;             /* NULL: one group */
	const struct layout *layout; /* of the groups' objects */
	struct place by_place;
	bool by_key;                /* the whole key: it can be looked up as it is printed */
	struct hist_group **groups; /* in the order of output */
	size_t n_groups;
};

/* The rows' columns. */
extern const struct emit_column hist_columns[];

int hist_print(const struct hist_output *output, struct err *err);

#endif
