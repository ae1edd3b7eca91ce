// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers of kernel objects: their names in both syntaxes, and what is printed read back. */
#include "tests/unit/typed.h"

#include <stdlib.h>

#include "btf/parse.h"

/* ---- a world with one of each ---------------------------------------------------------------- */

static bool fake_ifname(void *self, __u32 ifindex, struct buf *out)
{
	(void)self;
	if (ifindex == 2)
		buf_puts(out, "eth0");
	return ifindex == 2;
}

static __u32 fake_ifindex(void *self, const char *name)
{
	(void)self;
	return strcmp(name, "eth0") ? 0 : 2;
}

static bool fake_prog_name(void *self, __u32 id, struct buf *out)
{
	(void)self;
	if (id == 7)
		buf_puts(out, "a\"prog");
	return id == 7;
}

static bool fake_map_name(void *self, __u32 id, struct buf *out)
{
	(void)self;
	if (id == 9)
		buf_puts(out, "flows");
	return id == 9;
}

/* The one function is from 0x1000 to 0x10ff. */
static bool fake_symbol(void *self, __u64 address, struct buf *out)
{
	(void)self;
	if (address >> 8 != 0x10)
		return false;
	buf_printf(out, "run+0x%llx", (unsigned long long)address & 0xff);
	return true;
}

static bool fake_symbol_address(void *self, const char *name, __u64 *address)
{
	(void)self;
	*address = 0x1000;
	return !strcmp(name, "run");
}

static const struct resolver resolver = {
	.ifname = fake_ifname,
	.ifindex = fake_ifindex,
	.prog_name = fake_prog_name,
	.map_name = fake_map_name,
	.symbol = fake_symbol,
	.symbol_address = fake_symbol_address,
};

static const struct form text = {
	.syntax = SYNTAX_TEXT, .hints = true, .comments = true, .resolver = &resolver};
static const struct form json = {.syntax = SYNTAX_JSON, .objects = true, .resolver = &resolver};
static const struct form plain_json = {.syntax = SYNTAX_JSON, .resolver = &resolver};
static const struct form no_world = {.syntax = SYNTAX_JSON, .objects = true};

static const struct parse as_value = {.what = "value", .resolver = &resolver};

/* ---- tables ---------------------------------------------------------------------------------- */

struct row {
	const char *type;
	enum layout_hint hint;
	__u64 data[5];
	const char *text, *json, *plain, *no_world;
};

static struct layout *hinted(const char *type, enum layout_hint hint)
{
	struct layout *layout = typed_layout(type, 0);

	assert_true(layout_hint(layout, hint));
	return layout;
}

static void prints(const struct layout *layout, const void *data, const struct form *form,
		   const char *wanted)
{
	BUF_CLEANUP struct buf out = {0};

	layout_format(layout, data, form, &out);
	assert_string_equal(buf_cstr(&out), wanted);
}

static void reads(const struct layout *layout, const char *literal, const void *wanted)
{
	unsigned char *data = calloc(1, layout->size);
	struct err err = {0};

	if (parse_value(layout, literal, &as_value, data, &err))
		fail_msg("%s: %s", literal, err.msg);
	assert_memory_equal(data, wanted, layout->size);
	free(data);
}

#define PAIR(first_, second_) ((__u64)(second_) << 32 | (first_))
#define DEVICE                "struct { u32 ifindex; u32 prog_id; }"
#define QUEUE                 "struct { u32 qsize; u32 prog_id; }"

static const struct row rows[] = {
	{"u32",
	 HINT_PROG,
	 {7},
	 "7 /* a\"prog */",
	 "{\"id\":7,\"name\":\"a\\\"prog\"}",
	 "7",
	 "{\"id\":7}"},
	{"u32", HINT_PROG, {8}, "8", "{\"id\":8}", "8", "{\"id\":8}"},
	{"u32", HINT_PROG, {0}, "0", "null", "0", "null"},
	{"u64",
	 HINT_PROG,
	 {1ull << 32 | 7},
	 "4294967303",
	 "{\"id\":4294967303}",
	 "4294967303",
	 "{\"id\":4294967303}"},
	{"u32", HINT_MAP, {9}, "9 /* flows */", "{\"id\":9,\"name\":\"flows\"}", "9", "{\"id\":9}"},
	{"u32",
	 HINT_REDIRECT,
	 {2},
	 "2 /* eth0 */",
	 "{\"ifindex\":2,\"name\":\"eth0\"}",
	 "2",
	 "{\"ifindex\":2}"},
	{"u32", HINT_REDIRECT, {3}, "3", "{\"ifindex\":3}", "3", "{\"ifindex\":3}"},
	{DEVICE,
	 HINT_REDIRECT,
	 {PAIR(2, 0)},
	 "{ifindex: 2 /* eth0 */, prog_id: 0}",
	 "{\"ifindex\":2,\"name\":\"eth0\"}",
	 "{\"ifindex\":2,\"prog_id\":0}",
	 "{\"ifindex\":2}"},
	{DEVICE,
	 HINT_REDIRECT,
	 {PAIR(2, 7)},
	 "{ifindex: 2 /* eth0 */, prog_id: 7 /* a\"prog */}",
	 "{\"ifindex\":2,\"name\":\"eth0\",\"prog\":{\"id\":7,\"name\":\"a\\\"prog\"}}",
	 "{\"ifindex\":2,\"prog_id\":7}",
	 "{\"ifindex\":2,\"prog\":{\"id\":7}}"},
	{QUEUE,
	 HINT_REDIRECT,
	 {PAIR(64, 7)},
	 "{qsize: 64, prog_id: 7 /* a\"prog */}",
	 "{\"qsize\":64,\"prog\":{\"id\":7,\"name\":\"a\\\"prog\"}}",
	 "{\"qsize\":64,\"prog_id\":7}",
	 "{\"qsize\":64,\"prog\":{\"id\":7}}"},
	{QUEUE,
	 HINT_REDIRECT,
	 {PAIR(64, 0)},
	 "{qsize: 64, prog_id: 0}",
	 "{\"qsize\":64}",
	 "{\"qsize\":64,\"prog_id\":0}",
	 "{\"qsize\":64}"},
	{"u64",
	 HINT_KSYM,
	 {0x102e},
	 "run+0x2e",
	 "{\"address\":\"0x102e\",\"symbol\":\"run+0x2e\"}",
	 "4142",
	 "{\"address\":\"0x102e\"}"},
	{"u64[4]",
	 HINT_STACK,
	 {0x1001, 0, 0x7fff00000000},
	 "[run+0x1, 0x0, 0x7fff00000000]",
	 "[{\"address\":\"0x1001\",\"symbol\":\"run+0x1\"},{\"address\":\"0x0\"},"
	 "{\"address\":\"0x7fff00000000\"}]",
	 "[4097,0,140733193388032,0]",
	 "[{\"address\":\"0x1001\"},{\"address\":\"0x0\"},{\"address\":\"0x7fff00000000\"}]"},
	{"u64[2]", HINT_STACK, {0}, "[]", "[]", "[0,0]", "[]"},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct layout *layout = hinted(rows[i].type, rows[i].hint);

		prints(layout, rows[i].data, &text, rows[i].text);
		prints(layout, rows[i].data, &json, rows[i].json);
		prints(layout, rows[i].data, &plain_json, rows[i].plain);
		prints(layout, rows[i].data, &no_world, rows[i].no_world);
		reads(layout, rows[i].text, rows[i].data);
		reads(layout, rows[i].json, rows[i].data);
		reads(layout, rows[i].plain, rows[i].data);
		layout_free(layout);
	}
}

/* In a struct they are members like others. */
static void test_members(void **state)
{
	struct layout *layout =
		typed_layout("struct { u32 a; u32 prog; u64 stack[3]; u64 ip; }", 0);
	const __u64 data[] = {PAIR(1, 7), 0x1001, 0, 0, 0x1002};
	struct err err = {0};

	(void)state;
	assert_int_equal(layout_set_hint(layout, "prog", "prog", &err), 0);
	assert_int_equal(layout_set_hint(layout, "stack", "stack", &err), 0);
	assert_int_equal(layout_set_hint(layout, "ip", "ksym", &err), 0);
	prints(layout, data, &text,
	       "{a: 1, prog: 7 /* a\"prog */, stack: [run+0x1], ip: run+0x2}");
	prints(layout, data, &json,
	       "{\"a\":1,\"prog\":{\"id\":7,\"name\":\"a\\\"prog\"},\"stack\":[{\"address\":\"0x1001\","
	       "\"symbol\":\"run+0x1\"}],\"ip\":{\"address\":\"0x1002\",\"symbol\":\"run+0x2\"}}");
	reads(layout, "{a: 1, prog: {id: 7}, stack: [run+0x1], ip: run+2}", data);
	assert_int_equal(layout_set_hint(layout, "a", "ksym", &err), ERR_USAGE);
	assert_int_equal(layout_set_hint(layout, "a", "stack", &err), ERR_USAGE);
	assert_int_equal(layout_set_hint(layout, "stack", "prog", &err), 0);
	layout_free(layout);
}

/* ---- stacks by build id ---------------------------------------------------------------------- */

struct build_id_frame {
	__s32 status;
	__u8 build_id[20];
	__u64 offset;
};

static void test_build_ids(void **state)
{
	struct layout *layout = hinted(
		"struct { s32 status; u8 build_id[20]; union { u64 offset; u64 ip; }; }[4]",
		HINT_STACK);
	struct build_id_frame frames[4] = {
		{1, {0xab, [19] = 1}, 0x1234}, {2, {0}, 0x1003}, {1, {0}, 0}, {0}};

	(void)state;
	prints(layout, frames, &text,
	       "[ab00000000000000000000000000000000000001+0x1234, run+0x3, "
	       "0000000000000000000000000000000000000000+0x0]");
	prints(layout, frames, &json,
	       "[{\"build_id\":\"ab00000000000000000000000000000000000001\",\"offset\":\"0x1234\"},"
	       "{\"address\":\"0x1003\",\"symbol\":\"run+0x3\"},"
	       "{\"build_id\":\"0000000000000000000000000000000000000000\",\"offset\":\"0x0\"}]");
	layout_free(layout);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void refused(const char *type, enum layout_hint hint, const char *literal, const char *msg)
{
	struct layout *layout = hinted(type, hint);
	unsigned char data[64] = {0};
	struct err err = {0};

	assert_int_equal(parse_value(layout, literal, &as_value, data, &err), ERR_USAGE);
	assert_string_equal(err.msg, msg);
	layout_free(layout);
}

static void test_refused(void **state)
{
	(void)state;
	refused("u32", HINT_PROG, "{name: x}", "value: \"id\" is missing");
	refused("u32", HINT_PROG, "{}", "value: \"id\" is missing");
	refused("u32", HINT_PROG, "{id: x}", "value: \"x\" is not a number");
	refused("u32", HINT_PROG, "{id: 4294967296}",
		"value: \"4294967296\" is out of range (0..4294967295)");
	refused("u32", HINT_PROG, "{id: 1, id: 1}", "value: \"id\" is given twice");
	refused("u32", HINT_PROG, "{id: 1, symbol: x}",
		"value: \"symbol\" is neither \"id\" nor \"name\"");
	refused("u32", HINT_PROG, "{id: 1", "value: missing \"}\"");
	refused("u32", HINT_PROG, "{id: {id: 1}}",
		"value: \"{id: 1}}\" stands where a value should");
	refused("u32", HINT_REDIRECT, "{name: eth1}", "value: \"eth1\" is no interface here");
	refused("u32", HINT_REDIRECT, "{ifindex: 3, name: eth0}",
		"value: \"eth0\" is interface 2, not 3");
	refused(DEVICE, HINT_REDIRECT, "{name: eth0, ifindex: 3}",
		"value: \"eth0\" is interface 2, not 3");
	refused(DEVICE, HINT_REDIRECT, "{ifindex: 2, prog: 1, prog_id: 1}",
		"value.prog_id: is given twice");
	refused(DEVICE, HINT_REDIRECT, "{ifindex: 2, qsize: 1}", "value: unknown field \"qsize\"");
	refused(QUEUE, HINT_REDIRECT, "{qsize: 2, name: eth0}", "value: unknown field \"name\"");
	refused("u64", HINT_KSYM, "walk+0x1",
		"value: \"walk+0x1\" is not a number, nor the only kernel function of that name");
	refused("u64", HINT_KSYM, "run+x",
		"value: \"run+x\" is not a number, nor the only kernel function of that name");
}

/* ---- functions ------------------------------------------------------------------------------- */

static void test_fits(void **state)
{
	static const struct {
		const char *type;
		enum layout_hint hint;
	} wrong[] = {
		{"u32", HINT_KSYM},     {"u32[4]", HINT_STACK},
		{"u64", HINT_STACK},    {"u64", HINT_REDIRECT},
		{"u128", HINT_PROG},    {"struct { u32 a; u16 b; u16 c; }", HINT_REDIRECT},
		{"float", HINT_PROG},   {"struct { u32 a; u64 b; }[2]", HINT_STACK},
		{"char[8]", HINT_KSYM},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct layout *layout = typed_layout(wrong[i].type, 0);

		assert_false(layout_hint(layout, wrong[i].hint));
		assert_int_equal(layout->fields[0].hint, HINT_NONE);
		layout_free(layout);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),      cmocka_unit_test(test_members),
		cmocka_unit_test(test_build_ids), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
