// SPDX-License-Identifier: GPL-2.0-or-later
/* Conditions: what they mean, what they refuse, and where they end in a line. */
#include "tests/unit/parse_check.h"

#include "btf/expr.h"

static const char key_type[] = "struct { __be32 saddr; u16 port; u8 proto; u8 twin; }";
static const char value_type[] =
	"struct { u64 packets; s32 delta; char comm[16]; char other[8]; double load; _Bool up;"
	" u8 mac[6]; struct { u8 a; u32 b; } in[2]; enum { IDLE, BUSY = 5, GONE = 9 } state; u128 wide;"
	" s128 deep; s8 small; u32 host_ip; char twin[4];"
	" struct { u32 prefixlen; __be32 addr; } net; }";
static const char key_text[] = "{saddr: 10.0.0.7, port: 443, proto: 6}";
static const char value_text[] =
	"{packets: 12, delta: -3, comm: \"a b\", other: \"a b\", load: 1.5, up: true,"
	" mac: 02:00:00:00:00:01, in: [{a: 1, b: 2}, {a: 3, b: 4}], state: BUSY,"
	" wide: 0xffffffffffffffffffffffffffffffff, deep: -170141183460469231731687303715884105728,"
	" small: -128, host_ip: 10.0.0.9,"
	" twin: \"twin\", net: 10.0.0.0/8}";

struct entry {
	struct layout *layouts[2];
	unsigned char objects[2][512];
};

/* Names as commands/field.c has them: of the key, else of the value. */
static int find(const void *arg, const char *name, enum side *side, struct place *place,
		struct err *err)
{
	const struct entry *entry = arg;
	size_t n = strcspn(name, ".");

	*side = strncmp(name, "key", n) ? SIDE_VALUE : SIDE_KEY;
	if ((n == 3 && *side == SIDE_KEY) || !strncmp(name, "value", n))
		return layout_find(entry->layouts[*side], name + n + !!name[n], "", place, err);
	if (!strcmp(name, "twin"))
		return (fail)(err, ERR_USAGE, "\"twin\" is a field of the key and of the value");
	if (!layout_find(entry->layouts[SIDE_KEY], name, "key", place, err)) {
		*side = SIDE_KEY;
		return 0;
	}
	*side = SIDE_VALUE;
	return layout_find(entry->layouts[SIDE_VALUE], name, "value", place, err);
}

static void entry_begin(struct entry *entry)
{
	const char *const types[] = {key_type, value_type}, *const texts[] = {key_text, value_text};
	struct err err = {0};

	memset(entry, 0, sizeof(*entry));
	for (int side = 0; side < 2; side++) {
		entry->layouts[side] = typed_layout(types[side], 0);
		assert_true(entry->layouts[side]->size <= sizeof(entry->objects[side]));
		if (parse_value(entry->layouts[side], texts[side], &as_value, entry->objects[side],
				&err))
			fail_msg("%s", err.msg);
	}
	entry->objects[SIDE_VALUE][20] = 0xa5; /* behind the NUL of comm: no part of it */
	entry->objects[SIDE_VALUE][57] = 0xa5; /* padding in in[0] */
}

static void entry_end(struct entry *entry)
{
	layout_free(entry->layouts[0]);
	layout_free(entry->layouts[1]);
}

static struct expr_scope scope_of(const struct entry *entry)
{
	return (struct expr_scope){
		.layouts = {entry->layouts[0], entry->layouts[1]},
		.find = find,
		.arg = entry,
		.resolver = &resolver,
		.copies = 1,
	};
}

static void holds(const struct entry *entry, const char *text, enum expr_truth want)
{
	const struct expr_scope scope = scope_of(entry);
	struct expr *expr = NULL;
	struct err err = {0};

	if (expr_new(&expr, text, &scope, &err))
		fail_msg("%s: %s", text, err.msg);
	if (expr_eval(expr, entry->objects[SIDE_KEY], entry->objects[SIDE_VALUE]) != want)
		fail_msg("%s: not %d", text, want);
	expr_free(expr);
}

#define ALL(want, ...)                                                          \
	do {                                                                    \
		static const char *const cases[] = {__VA_ARGS__};               \
		struct entry entry;                                             \
		entry_begin(&entry);                                            \
		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)     \
			holds(&entry, cases[i], want);                          \
		entry_end(&entry);                                              \
	} while (0)

static void test_true(void **state)
{
	(void)state;
	ALL(EXPR_TRUE,
	    /* every comparison, in both spellings */
	    "packets == 12", "packets eq 12", "packets != 11", "packets ne 11", "packets < 13",
	    "packets lt 13", "packets <= 12", "packets le 12", "packets > 11", "packets gt 11",
	    "packets >= 12", "packets ge 12", "12 == packets", "packets==12&&delta<0",
	    /* numbers by what they mean, not by their width */
	    "delta < packets", "delta > -4", "small == -128", "-small == 128", "packets - 13 == -1",
	    "packets - 13 < packets", "wide > packets", "deep < small", "wide > deep",
	    "packets * 1000 > 10K", "packets == 0xc", "packets == 1_2", "port / 100 == 4",
	    "port % 100 == 43", "delta / 2 == -1", "delta % 2 == -1", "packets << 2 == 48",
	    "packets >> 2 == 3", "delta >> 1 == -2", "(packets & 4) == 4", "(packets | 1) == 13",
	    "(packets ^ 5) == 9", "~packets == -13", "(packets & ~4) == 8", "(delta & 0xff) == 253",
	    "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "2 - 3 - 4 == -5", "- packets < 0",
	    /* words beside fields */
	    "saddr == 10.0.0.7", "saddr < 10.0.1.0", "saddr == 167772167", "proto == tcp",
	    "proto == 6", "state == BUSY", "state == 5", "state > IDLE", "host_ip == 10.0.0.9",
	    "host_ip < 10.0.0.10", "host_ip > 9.255.0.255", "comm == \"a b\"", "comm == other",
	    "comm != abc", "comm < b", "comm >= \"a b\"", "comm == 'a b'",
	    "mac == 02:00:00:00:00:01", "mac != 02:00:00:00:00:02",
	    "key == {saddr: 10.0.0.7, port: 443, proto: tcp}", "in[1].b == 4",
	    "in[0] == {a: 1, b: 2}", "in[1] != {a: 1, b: 2}",
	    "key.port == 443 and value.packets eq 12",
	    "mac < 02:00:00:00:00:02", "in == [{a: 1, b: 2}, {a: 3, b: 4}]", "net == 10.0.0.0/8",
	    "net.addr == 10.0.0.0 && net.prefixlen == 8", "value.twin == \"twin\"",
	    /* in a calculation a number is no field's own: neither its range nor its byte order */
	    "port * 1000 > 70K", "packets + -5 == 7", "host_ip >> 24 == 10", "(host_ip & 255) == 9",
	    "host_ip + 1 == 10.0.0.10", "(host_ip & 255.255.255.0) == 10.0.0.0",
	    /* floats */
	    "load == 1.5", "load > 1", "load < packets", "load * 2 == 3", "packets / 8.0 == load",
	    "-load < 0", "load <= inf",
	    /* conditions */
	    "up", "up == true", "up and packets == 12", "packets == 1 || up", "!(packets == 1)",
	    "not packets == 1", "not packets eq 1 and up", "!up || delta < 0",
	    "packets == 1 || packets == 12 && up", "((packets == 12))",
	    /* what is not needed is not calculated */
	    "packets == 0 || 1 / (packets - 11) == 1", "up || 1 / 0 == 1");
}

static void test_false(void **state)
{
	(void)state;
	ALL(EXPR_FALSE, "packets == 13", "packets lt 12", "packets > 12", "delta > 0", "!up",
	    "not up", "comm == \"a\"", "comm == \"a b \"", "comm < a", "saddr == 10.0.0.8",
	    "mac == 02:00:00:00:00:02", "load != 1.5", "load == nan", "packets == 12 && !up",
	    "not (up or packets == 1)", "up && packets == 1 || delta > 0", "deep == wide",
	    "in[1] == {a: 3, b: 5}", "false == up", "packets == 0 && 1 / packets == 1");
}

/* Where there is no number there is neither a yes nor a no. */
static void test_undefined(void **state)
{
	(void)state;
	ALL(EXPR_UNDEFINED, "1 / (packets - 12) > 0", "5 % (packets - 12) == 0", "wide + 1 > 0",
	    "wide * 2 > 0", "packets << 200 > 0", "packets << (0 - 1) > 0", "wide << 1 > 0",
	    "not 1 / 0 == 1", "1 / 0 == 1 || up",
	    "100 / (packets - 12) != 1.5", "load / (packets - 12) > 1", "wide * 2 != load", "!(1 / 0 == 1)", "deep * wide < 0");
}

struct refusal {
	const char *text, *msg, *hint;
};

static void test_refused(void **state)
{
	static const struct refusal cases[] = {
		{"packets", "\"packets\" is a number, not a condition", "'packets > 0'"},
		{"packets + 1", "\"packets + 1\" is a number, not a condition", NULL},
		{"5", "\"5\" is a number, not a condition", NULL},
		{"comm", "\"comm\" is not a condition", "=="},
		{"packets and up", "\"packets\" is a number, not a condition", NULL},
		{"!packets > 1", "\"packets\" is a number, not a condition", NULL},
		{"packets & 4 != 0", "\"4 != 0\" is a condition, not a number", "(flags & 4) != 0"},
		{"1 < packets < 3", "\"1 < packets\" is a condition, not a number", NULL},
		{"packets = 5", "\"= 5\" stands where an operator was expected", "=="},
		{"packets > 5 6", "\"6\" stands where an operator was expected", "quotes"},
		{"packets >", "a field or a value is missing at the end", NULL},
		{"", "a field or a value is missing at the end", NULL},
		{"> 5", "\">\" stands where a field or a value was expected", NULL},
		{"(packets > 5", "\")\" is missing at the end", NULL},
		{"packets > 5)", "\")\" stands where an operator was expected", NULL},
		{"comm == \"a", "\"\"a\" stands where a field or a value was expected",
		 "not closed"},
		{"key == {a: 1", "\"{a: 1\" stands where a field or a value was expected",
		 "not closed"},
		{"pakets > 5", "value: unknown field \"pakets\"", "did you mean \"packets\"?"},
		{"in[2].a == 1", "value.in: index \"2\" is out of range (0..1)", NULL},
		{"packets > byts", "value.packets: \"byts\" is not a number",
		 "nor is \"byts\" a field"},
		{"packets > -1", "value.packets: \"-1\" is out of range (0..18446744073709551615)",
		 NULL},
		{"port > 70000", "key.port: \"70000\" is out of range (0..65535)", NULL},
		{"port == 010", "key.port: \"010\" starts with a 0, which could mean octal", "0o"},
		{"state == LAZY", "value.state: \"LAZY\" is no name of enum",
		 "names: IDLE, BUSY, GONE"},
		{"comm > packets", "\"comm\" is not a number, and cannot be compared with one",
		 NULL},
		{"comm == mac",
		 "\"mac\" is no text, address or array like what it is compared with", NULL},
		{"in[0] < {a: 1}", "\"in[0]\" has no order: it takes == and != only", NULL},
		{"comm != twin", "\"twin\" is a field of the key and of the value", NULL},
		{"comm != in[9]", "value.in: index \"9\" is out of range (0..1)", NULL},
		{"comm != key.nothing", "unknown field \"nothing\"", NULL},
		{"net.addr == 10.0.0.0/8",
		 "\"10.0.0.0/8\" has a length, which is not the address's but the prefix's",
		 "prefixlen"},
		{"-info > 0", "value: unknown field \"info\"", NULL},
		{"comm + 1 == 2", "\"comm\" is not a number", NULL},
		{"load % 2 == 0", "\"load\" is not an integer", NULL},
		{"(up and up) + 1 > 0", "\"(up and up)\" is a condition, not a number", NULL},
		{"\"x\" == 'y'", "\"\"x\"\" stands beside no field that says what it is", NULL},
	};
	struct entry entry;

	(void)state;
	entry_begin(&entry);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct expr_scope scope = scope_of(&entry);
		struct expr *expr = NULL;
		struct err err = {0};

		if (expr_new(&expr, cases[i].text, &scope, &err) != ERR_USAGE)
			fail_msg("%s: not refused", cases[i].text);
		if (!strstr(err.msg, cases[i].msg))
			assert_string_equal(err.msg, cases[i].msg);
		if (cases[i].hint && !strstr(err.hint, cases[i].hint))
			fail_msg("%s: hint \"%s\"", err.msg, err.hint);
	}
	entry_end(&entry);
}

/* Neither depth nor length takes more than its bounds. */
static void test_bounds(void **state)
{
	BUF_CLEANUP struct buf deep = {0}, inverted = {0}, many = {0};
	const char *const msgs[] = {"more than 64 levels of parentheses and signs",
				    "more than 64 levels of parentheses and signs",
				    "it is too long"};
	struct expr_scope scope;
	struct entry entry;

	(void)state;
	entry_begin(&entry);
	scope = scope_of(&entry);
	buf_pad(&deep, '(', 100000);
	for (int i = 0; i < 50000; i++)
		buf_puts(&inverted, "not ");
	buf_puts(&many, "up");
	for (int i = 0; i < 50000; i++)
		buf_puts(&many, "||up");
	for (int i = 0; i < 3; i++) {
		const char *text = buf_cstr(i == 0 ? &deep : i == 1 ? &inverted : &many);
		struct expr *expr = NULL;
		struct err err = {0};

		assert_int_equal(expr_new(&expr, text, &scope, &err), ERR_USAGE);
		assert_string_equal(err.msg, msgs[i]);
	}
	entry_end(&entry);
}

/* Of a per-CPU value a number is the sum, or what is asked for; nothing else has one meaning. */
static void test_copies(void **state)
{
	static const struct {
		enum reduce how;
		const char *text;
	} cases[] = {{REDUCE_SUM, "packets == 9 && delta == -2 && load == 4.5"},
		     {REDUCE_MAX, "packets == 5 && delta == 4 && load == 2.5"},
		     {REDUCE_MIN, "packets == 1 && delta == -7 && load == 0.5"}};
	struct layout *value =
		typed_layout("struct { u64 packets; s64 delta; double load; char comm[8]; }", 0);
	static const char *const texts[] = {"{packets: 3, delta: 1, load: 1.5}",
					    "{packets: 1, delta: -7, load: 0.5}",
					    "{packets: 5, delta: 4, load: 2.5}"};
	unsigned char values[3 * 32];
	struct entry entry = {.layouts = {typed_layout("u32", 0), value}};
	struct expr_scope scope = scope_of(&entry);
	struct expr *expr = NULL;
	struct err err = {0};

	(void)state;
	assert_int_equal(value->size, 32);
	scope.copies = 3;
	scope.stride = 32;
	for (int i = 0; i < 3; i++)
		assert_int_equal(parse_value(value, texts[i], &as_value, values + i * 32, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		scope.how = cases[i].how;
		assert_int_equal(expr_new(&expr, cases[i].text, &scope, &err), 0);
		assert_false(expr_uses(expr, SIDE_KEY));
		assert_true(expr_uses(expr, SIDE_VALUE));
		assert_int_equal(expr_eval(expr, NULL, values), EXPR_TRUE);
		expr_free(expr);
	}
	assert_int_equal(expr_new(&expr, "comm == x", &scope, &err), ERR_USAGE);
	assert_string_equal(err.msg, "\"comm\" has a value for each CPU, and is nothing to add up");
	entry_end(&entry);
}

/* Words of a line, one of which may be several of the shell's: "|" stands between them. */
static void test_arity(void **state)
{
	static const struct {
		const char *line;
		size_t want;
		bool compares;
	} cases[] = {
		{"packets > 5|m", 1, true},
		{"packets|gt|5|m", 3, true},
		{"packets|gt|5|and|up|m", 5, false},
		{"not|packets|gt|5|--keys", 4, true},
		{"(packets|gt|5)|or|up|m", 5, false},
		{"packets|m", 1, false},
		{"packets|gt", 2, true},
		{"packets gt|5|m", 2, true},
		{"a|-|b|gt|-5|-j", 5, true},
		{"up|-j", 1, false},
		{"packets = 5|and|x", 1, false},
		{"a|==|\"x y\"|m", 3, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *copy = strdup(cases[i].line);
		const char *words[16];
		size_t n = 0;

		for (char *word = strtok(copy, "|"); word; word = strtok(NULL, "|"))
			words[n++] = word;
		if (expr_arity(words, n) != cases[i].want)
			fail_msg("%s: %zu words", cases[i].line, expr_arity(words, n));
		assert_int_equal(expr_compares(words, cases[i].want), cases[i].compares);
		free(copy);
	}
}

static void test_end(void **state)
{
	static const struct {
		const char *text;
		size_t start;
		bool operand;
		const char *beside;
	} cases[] = {
		{"", 0, true, NULL},
		{"pack", 0, true, NULL},
		{"packets ", 8, false, NULL},
		{"packets >", 9, true, "packets"},
		{"proto == t", 9, true, "proto"},
		{"a > 1 && pro", 9, true, NULL},
		{"a > 1 && !(b.c eq ", 18, true, "b.c"},
		{"a + b", 4, true, NULL},
		{"a b", 3, false, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct expr_tail tail;

		expr_end(cases[i].text, &tail);
		if (tail.start != cases[i].start || tail.operand != cases[i].operand)
			fail_msg("\"%s\": %zu, %d", cases[i].text, tail.start, tail.operand);
		assert_int_equal(!tail.beside, !cases[i].beside);
		if (tail.beside)
			assert_memory_equal(tail.beside, cases[i].beside, tail.n_beside);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_true),  cmocka_unit_test(test_false),
		cmocka_unit_test(test_undefined), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bounds), cmocka_unit_test(test_copies),
		cmocka_unit_test(test_arity), cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
