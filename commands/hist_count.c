// SPDX-License-Identifier: GPL-2.0-or-later
/* Counting: numbers to buckets, their ranges, percentiles. */
#include <stdlib.h>

#include "commands/hist.h"

/* A bucket's range in this many equal parts; those of up to 7 bits have one for each number. */
enum { PARTS = 64, PARTS_BITS = 7 };

void hist_free(struct hist *hist)
{
	for (unsigned int i = 0; i < HIST_BUCKETS; i++)
		free(hist->buckets[i].parts);
	free(hist->numbers);
}

static bool is_negative(const struct hist *hist, u128 number)
{
	return hist->is_signed && (s128)number < 0;
}

static unsigned int bit_length(u128 magnitude)
{
	__u64 high = (__u64)(magnitude >> 64), low = (__u64)magnitude;

	if (high)
		return 128 - (unsigned int)__builtin_clzll(high);
	return low ? 64 - (unsigned int)__builtin_clzll(low) : 0;
}

/* The least magnitude of so many bits. */
static u128 least(unsigned int bits)
{
	return bits ? (u128)1 << (bits - 1) : 0;
}

static u128 greatest(unsigned int bits)
{
	return bits == HIST_BITS ? ~(u128)0 : ((u128)1 << bits) - 1;
}

static unsigned int bucket_bits(unsigned int bucket)
{
	return bucket < HIST_BITS ? HIST_BITS - bucket : bucket - HIST_BITS;
}

static unsigned int part_shift(unsigned int bits)
{
	return bits > PARTS_BITS ? bits - PARTS_BITS : 0;
}

static bool is_less(const struct hist *hist, u128 a, u128 b)
{
	return hist->is_signed ? (s128)a < (s128)b : a < b;
}

static int count_part(struct hist_bucket *bucket, u128 magnitude, unsigned int bits,
		      struct err *err)
{
	if (!bucket->parts)
		bucket->parts = calloc(PARTS, sizeof(*bucket->parts));
	if (!bucket->parts)
		return fail_oom(err);
	bucket->parts[(magnitude - least(bits)) >> part_shift(bits)]++;
	return 0;
}

int hist_add(struct hist *hist, u128 number, struct err *err)
{
	bool negative = is_negative(hist, number);
	u128 magnitude = negative ? -number : number;
	unsigned int bits = bit_length(magnitude);
	struct hist_bucket *bucket =
		&hist->buckets[negative ? HIST_BITS - bits : HIST_BITS + bits];

	if (!hist->count || is_less(hist, number, hist->min))
		hist->min = number;
	if (!hist->count || is_less(hist, hist->max, number))
		hist->max = number;
	hist->count++;
	bucket->count++;
	return count_part(bucket, magnitude, bits, err);
}

static int fail_counts(struct err *err)
{
	return fail(err, -EOVERFLOW, "the counts add up to more than 128 bits hold");
}

int hist_add_slot(struct hist *hist, unsigned int bits, u128 count, struct err *err)
{
	struct hist_bucket *bucket = &hist->buckets[HIST_BITS + bits];

	hist->slots = true;
	if (__builtin_add_overflow(hist->count, count, &hist->count))
		return fail_counts(err);
	bucket->count += count;
	return 0;
}

int hist_add_linear(struct hist *hist, unsigned int number, u128 count, struct err *err)
{
	if (!count)
		return 0;
	if (!hist->numbers)
		hist->numbers = calloc(HIST_LINEAR, sizeof(*hist->numbers));
	if (!hist->numbers)
		return fail_oom(err);
	if (!hist->count || number < hist->min)
		hist->min = number;
	if (number > hist->max)
		hist->max = number;
	if (__builtin_add_overflow(hist->count, count, &hist->count))
		return fail_counts(err);
	hist->numbers[number] += count;
	return 0;
}

u128 hist_at(const struct hist *hist, unsigned int bucket)
{
	return hist->linear ? hist->numbers[bucket] : hist->buckets[bucket].count;
}

bool hist_span(const struct hist *hist, unsigned int *first, unsigned int *last)
{
	if (!hist->count)
		return false;
	for (*first = 0; !hist_at(hist, *first);)
		(*first)++;
	for (*last = (hist->linear ? HIST_LINEAR : HIST_BUCKETS) - 1; !hist_at(hist, *last);)
		(*last)--;
	return true;
}

/* bpf_log2l() has no slot for 0 alone: it counts with 1. */
static bool holds_zero(const struct hist *hist, unsigned int bucket)
{
	return hist->slots && bucket == HIST_BITS + 1 && !hist->buckets[HIST_BITS].count;
}

u128 hist_from(const struct hist *hist, unsigned int bucket)
{
	unsigned int bits;

	if (hist->linear)
		return bucket;
	bits = bucket_bits(bucket);
	if (bucket < HIST_BITS) /* -2^127 is the only number of 128 bits below zero */
		return bits == HIST_BITS ? least(bits) : -greatest(bits);
	return holds_zero(hist, bucket) ? 0 : least(bits);
}

u128 hist_to(const struct hist *hist, unsigned int bucket)
{
	unsigned int bits;

	if (hist->linear)
		return bucket;
	bits = bucket_bits(bucket);
	return bucket < HIST_BITS ? -least(bits) : greatest(bits);
}

/* The greatest number in a part of a bucket. */
static u128 part_to(unsigned int bucket, unsigned int part)
{
	unsigned int bits = bucket_bits(bucket), shift = part_shift(bits);
	u128 from = least(bits) + ((u128)part << shift);

	return bucket < HIST_BITS ? -from : from + (((u128)1 << shift) - 1);
}

/* The part in which the `rank`-th number of a bucket is, counted from its least. */
static u128 part_percentile(const struct hist *hist, unsigned int bucket, u128 rank)
{
	const __u64 *parts = hist->buckets[bucket].parts;
	u128 number, met = 0;
	unsigned int i = 0;

	for (;; i++) { /* magnitudes of negative numbers fall */
		met += parts[bucket < HIST_BITS ? PARTS - 1 - i : i];
		if (met >= rank)
			break;
	}
	number = part_to(bucket, bucket < HIST_BITS ? PARTS - 1 - i : i);
	return is_less(hist, hist->max, number) ? hist->max : number;
}

u128 hist_percentile(const struct hist *hist, unsigned int percent)
{
	u128 rank = hist->count / 100 * percent + (hist->count % 100 * percent + 99) / 100;
	unsigned int bucket = 0;

	while (hist_at(hist, bucket) < rank)
		rank -= hist_at(hist, bucket++);
	return hist->slots || hist->linear ? hist_to(hist, bucket)
					   : part_percentile(hist, bucket, rank);
}
