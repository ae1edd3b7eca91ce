// SPDX-License-Identifier: GPL-2.0-or-later
/* What watch makes of two readings: how much numbers changed, and what is new, gone or neither. */
#include <string.h>

#include "bpf/walk.h"
#include "commands/watch.h"
#include "typed.h"

/* ---- walks over what a test says ------------------------------------------------------------ */

struct walk {
	bool done;
};

static struct walk walk;
static struct walk_batch batch;
static const char *note;

int walk_new(struct walk **out, const struct map *map, enum walk_method method, bool keys_only,
	     struct err *err)
{
	(void)map;
	(void)method;
	(void)keys_only;
	(void)err;
	walk.done = false;
	*out = &walk;
	return 0;
}

void walk_free(struct walk *freed)
{
	(void)freed;
}

int walk_next(struct walk *next, struct walk_batch *out, struct err *err)
{
	(void)err;
	if (next->done)
		return 0;
	next->done = true;
	*out = batch;
	return 1;
}

const char *walk_note(const struct walk *noted)
{
	(void)noted;
	return note;
}

/* ---- readings ------------------------------------------------------------------------------- */

struct taken {
	struct map map;
	struct reading reading;
	struct changes changes;
};

/* Reads n entries of one byte each; errors as in a walk_batch. */
static void take(struct taken *taken, const char *keys, const char *values, const int *errors)
{
	struct err err = {0};

	taken->map.key_bytes = taken->map.value_bytes = 1;
	batch = (struct walk_batch){(const unsigned char *)keys, (const unsigned char *)values,
				    errors, strlen(keys)};
	assert_int_equal(reading_take(&taken->reading, &taken->map, NULL, &taken->changes, &err),
			 0);
}

static void taken_free(struct taken *taken)
{
	reading_free(&taken->reading);
	changes_free(&taken->changes);
	note = NULL;
}

/* The changes as text: "+c" new, "~c" changed, "-c" gone. */
static void changes_are(const struct taken *taken, const char *want)
{
	char text[32] = "";

	for (size_t i = 0; i < taken->changes.n; i++) {
		const char change[] = {"+~-"[taken->changes.list[i].kind],
				       (char)*taken->changes.list[i].key, '\0'};

		strcat(text, change);
	}
	assert_string_equal(text, want);
}

static void test_changes(void **state)
{
	struct taken taken = {0};

	(void)state;
	take(&taken, "abc", "111", NULL);
	changes_are(&taken, "");
	take(&taken, "abd", "121", NULL);
	changes_are(&taken, "~b+d-c");
	take(&taken, "abcd", "1211", NULL);
	changes_are(&taken, "+c");
	taken_free(&taken);
}

static void test_unread_is_not_gone(void **state)
{
	const int errors[] = {0, -EIO, -EIO};
	struct taken taken = {0};

	(void)state;
	take(&taken, "ab", "11", NULL);
	take(&taken, "abc", "2??", errors);
	changes_are(&taken, "~a");
	assert_int_equal(taken.reading.unread, 2);
	assert_int_equal(taken.reading.n, 1);
	take(&taken, "ab", "21", NULL);
	changes_are(&taken, "");
	take(&taken, "a", "2", NULL);
	changes_are(&taken, "-b");
	taken_free(&taken);
}

static void test_missed_is_not_gone(void **state)
{
	struct taken taken = {0};

	(void)state;
	take(&taken, "ab", "11", NULL);
	note = "some may be missing";
	take(&taken, "a", "2", NULL);
	changes_are(&taken, "~a");
	assert_true(taken.reading.partial);
	note = NULL;
	take(&taken, "a", "2", NULL);
	changes_are(&taken, "-b");
	assert_false(taken.reading.partial);
	taken_free(&taken);
}

/* ---- numbers -------------------------------------------------------------------------------- */

struct number {
	struct map map;
	struct leaves leaves;
};

static void number_open(struct number *number, const char *type)
{
	struct err err = {0};

	*number = (struct number){.map.key = typed_layout("u32", 0),
				  .map.value = typed_layout(type, 0)};
	assert_int_equal(leaves_find(&number->leaves, &number->map, (struct place){0}, &err), 0);
}

static void number_close(struct number *number)
{
	leaves_free(&number->leaves);
	layout_free(number->map.key);
	layout_free(number->map.value);
}

static void delta_is(const char *type, const void *old, const void *now, const char *text,
		     const char *json)
{
	const struct change change = {.kind = CHANGE_VALUE, .old = old, .value = now};
	BUF_CLEANUP struct buf a = {0}, b = {0};
	struct number number;
	struct delta delta;

	number_open(&number, type);
	assert_int_equal(number.leaves.n, 1);
	assert_true(delta_find(&number.map, number.leaves.list, &change, &delta));
	delta_add(&delta, CELL_FORM_TABLE, &a);
	delta_add(&delta, CELL_FORM_JSON, &b);
	assert_string_equal(buf_cstr(&a), text);
	assert_string_equal(buf_cstr(&b), json);
	assert_true((delta_real(&delta) < 0) == (*text == '-'));
	number_close(&number);
}

static void test_deltas_of_all_widths(void **state)
{
	const u128 none = 0, all = ~(u128)0, half = (u128)1 << 127, below = half - 1;
	const __u64 wrapped = 3, most = ~0ull;

	(void)state;
	delta_is("u64", &none, &most, "+18446744073709551615", "18446744073709551615");
	delta_is("u64", &most, &wrapped, "-18446744073709551612", "-18446744073709551612");
	delta_is("s64", &none, &most, "-1", "-1");
	delta_is("unsigned __int128", &none, &all, "+340282366920938463463374607431768211455",
		 "340282366920938463463374607431768211455");
	delta_is("unsigned __int128", &all, &none, "-340282366920938463463374607431768211455",
		 "-340282366920938463463374607431768211455");
	delta_is("__int128", &half, &below, "+340282366920938463463374607431768211455",
		 "340282366920938463463374607431768211455");
	delta_is("__int128", &below, &half, "-340282366920938463463374607431768211455",
		 "-340282366920938463463374607431768211455");
	delta_is("u32", &none, &none, "0", "0");
}

static void test_floats_of_all_cpus(void **state)
{
	const double old[] = {1, 2}, now[] = {1, 4.5};
	const struct change change = {.kind = CHANGE_VALUE, .old = (const void *)old,
				      .value = (const void *)now};
	struct number number;
	struct delta delta;

	(void)state;
	number_open(&number, "double");
	number.map.n_cpus = 2;
	number.map.value_stride = 8;
	assert_true(delta_find(&number.map, number.leaves.list, &change, &delta));
	assert_true(delta.is_real && delta.real == 2.5);
	number_close(&number);
}

static void leaves_are(const char *type, const char *want)
{
	BUF_CLEANUP struct buf names = {0};
	struct number number;

	number_open(&number, type);
	for (size_t i = 0; i < number.leaves.n; i++) {
		const struct watch_leaf *leaf = &number.leaves.list[i];

		buf_printf(&names, "%s%s%s%s", i ? " " : "", leaf->name, leaf->number ? "#" : "",
			   leaf->element ? "*" : "");
	}
	assert_string_equal(buf_cstr(&names), want);
	number_close(&number);
}

/* "#": a number, "*": shown only where it changes. */
static void test_numbers_in_arrays(void **state)
{
	(void)state;
	leaves_are("struct { u64 a; char b[4]; }", "a# b");
	leaves_are("struct { u32 s[2]; u8 data[4]; u32 z; }", "s s[0]#* s[1]#* data z#");
	leaves_are("struct { u32 s[2][2]; }", "s s[0][0]#* s[0][1]#* s[1][0]#* s[1][1]#*");
	leaves_are("struct { struct { u32 n; char t[4]; struct { s8 m; }; } s[2]; }",
		   "s s[0].n#* s[0].m#* s[1].n#* s[1].m#*");
	leaves_are("u64[2]", "value value[0]#* value[1]#*");
}

static void rate_is(double rate, const char *text, const char *json)
{
	BUF_CLEANUP struct buf a = {0}, b = {0};

	rate_add(rate, CELL_FORM_TABLE, &a);
	rate_add(rate, CELL_FORM_JSON, &b);
	assert_string_equal(buf_cstr(&a), text);
	assert_string_equal(buf_cstr(&b), json);
}

static void test_rates(void **state)
{
	(void)state;
	rate_is(0, "0", "0.000");
	rate_is(4, "4", "4.000");
	rate_is(-1234.5678, "-1235", "-1234.568");
	rate_is(0.5, "0.5", "0.5");
	rate_is(1.0 / 60, "0.017", "0.01667");
	rate_is(-1.0 / 3600, "-0.00028", "-0.0002778");
	rate_is(2e-9, "2e-09", "2e-09");
	rate_is(-1e308 * 10, "-inf", "\"-inf\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_unread_is_not_gone),
		cmocka_unit_test(test_missed_is_not_gone),
		cmocka_unit_test(test_deltas_of_all_widths),
		cmocka_unit_test(test_floats_of_all_cpus),
		cmocka_unit_test(test_numbers_in_arrays),
		cmocka_unit_test(test_rates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
