// SPDX-License-Identifier: GPL-2.0-or-later
/* The value language: what each kind accepts, what it refuses and how it says so. */
#include "tests/unit/parse_check.h"

/* ---- numbers --------------------------------------------------------------------------------- */

static void test_integers(void **state)
{
	(void)state;
	GOOD(&as_value, {"u8", "255", "ff"}, {"s8", "-128", "80"}, {"u32", "0x1f", "1f000000"},
	     {"u32", " 501 /* user */ ", "f5010000"}, {"u32", "\"501\"", "f5010000"},
	     {"u32", "4Ki", "00100000"}, {"u32", "'A'", "41000000"}, {"u32", "'\\n'", "0a000000"},
	     {"u8", "'\\xff'", "ff"}, {"__be16", "443", "01bb"}, {"__be32", "1", "00000001"},
	     {"__be64", "1", "0000000000000001"}, {"__le32", "1", "01000000"},
	     {"u64", "\"18446744073709551615\"", "ffffffffffffffff"},
	     {"s64", "-9223372036854775808", "0000000000000080"},
	     {"u128", "340282366920938463463374607431768211455",
	      "ffffffffffffffffffffffffffffffff"},
	     {"s128", "-1", "ffffffffffffffffffffffffffffffff"}, {"bool", "true", "01"},
	     {"bool", "false", "00"}, {"bool", "2", "02"}, {"char", "'x'", "78"},
	     {"char", "x", "78"}, {"char", "\"x\"", "78"}, {"char", "5", "05"},
	     {"char", "'5'", "35"}, {"char", "'\\xff'", "ff"}, {"char", "'\\''", "27"});
	BAD(&as_value, {"u8", "256", "value: \"256\" is out of range (0..255)", NULL},
	    {"u8", "-1", "value: \"-1\" is out of range (0..255)", NULL},
	    {"s8", "-129", "value: \"-129\" is out of range (-128..127)", NULL},
	    {"u64", "18446744073709551616",
	     "value: \"18446744073709551616\" is out of range (0..18446744073709551615)", NULL},
	    {"u64", "99999999999999999999999999999999999999999999",
	     "value: \"99999999999999999999999999999999999999999999\" is out of range "
	     "(0..18446744073709551615)",
	     NULL},
	    {"u32", "010", "value: \"010\" starts with a 0, which could mean octal", "0o"},
	    {"u32", "x", "value: \"x\" is not a number", NULL},
	    {"u32", "", "value: a value is missing", NULL},
	    {"u32", "   ", "value: a value is missing", NULL},
	    {"u32", "null", "value: \"null\" is not a number", NULL},
	    {"u32", "'ab'", "value: \"'ab'\" is not one byte", NULL},
	    {"u32", "''", "value: \"''\" is not one byte", NULL},
	    {"u32", "'a", "value: missing closing '", NULL},
	    {"u32", "1 2", "value: \"2\" stands behind the end of the value", NULL},
	    {"u32", "1}", "value: \"}\" stands behind the end of the value", NULL},
	    {"u32", "1 /* x", "value: missing \"*/\"", NULL},
	    {"u32", "{", "value: \"{\" stands where a value should", NULL},
	    {"bool", "yes", "value: \"yes\" is not true, false or a number", NULL},
	    {"bool", "256", "value: \"256\" is out of range (0..255)", NULL},
	    {"char", "xy", "value: \"xy\" is not one character or a number", NULL});
}

static void test_bitfields(void **state)
{
	static const char type[] = "struct { u32 a:3; s32 b:5; bool c:1; u32 d:20; u32 e:3; }";

	(void)state;
	GOOD(&as_value, {type, "{a: 7, b: -1, c: true, d: 0xfffff, e: 7}", "ffffffff"},
	     {type, "{b: -16}", "80000000"}, {type, "{c: 1}", "00010000"},
	     {type, "{d: 0x80001}", "00020010"},
	     {"struct { u64 a:33; u64 b:31; }", "{a: 0x1ffffffff}", "ffffffff01000000"},
	     {"struct { u8 a; s8 b:4; enum { X = 1, Y = 2 } c:4; }", "{a: 1, b: -8, c: Y}",
	      "01280000"});
	BAD(&as_value, {type, "{a: 8}", "value.a: \"8\" is out of range (0..7)", NULL},
	    {type, "{b: 16}", "value.b: \"16\" is out of range (-16..15)", NULL},
	    {type, "{c: 2}", "value.c: \"2\" is out of range (0..1)", NULL});
}

static void test_enums(void **state)
{
	(void)state;
	GOOD(&as_value, {"enum { A, B, C }", "B", "01000000"},
	     {"enum { A, B, C }", "\"C\"", "02000000"}, {"enum { A, B, C }", "7", "07000000"},
	     {"enum { N = -1, P = 1 }", "N", "ffffffff"},
	     {"enum { N = -1, P = 1 }", "-5", "fbffffff"},
	     {"enum { F = 1, G = 2, H = 4 }", "F|H", "05000000"},
	     {"enum { F = 1, G = 2, H = 4 }", "F | G /* both */", "03000000"},
	     {"enum { F = 1, G = 2, H = 4 }", "\"F|G|0x10\"", "13000000"},
	     {"struct { enum { F = 1, G = 2, H = 4 } a, b; }", "{a: F |H, b: G}",
	      "0500000002000000"},
	     {"enum { BIG = 0x100000000 }", "BIG", "0000000001000000"});
	BAD(&as_value,
	    {"enum state { IDLE, BUSY }", "BUZY", "value: \"BUZY\" is no name of enum state",
	     "did you mean \"BUSY\"? names: IDLE, BUSY"},
	    {"enum { F = 1, G = 2, H = 4 }", "F|", "value: \"\" is no name of enum", "F, G, H"},
	    {"enum { F = 1, G = 2, H = 4 }", "|", "value: \"\" is no name of enum", NULL},
	    {"enum { A, B }", "-1", "value: \"-1\" is out of range (0..4294967295)", NULL},
	    {"enum { A, B }", "4294967296", "value: \"4294967296\" is out of range (0..4294967295)",
	     NULL},
	    {"enum { N = -1 }", "340282366920938463463374607431768211455",
	     "value: \"340282366920938463463374607431768211455\" is out of range "
	     "(-2147483648..2147483647)",
	     NULL},
	    {"enum { A, B }", "A B", "value: \"B\" stands behind the end of the value", NULL});
}

static void test_floats(void **state)
{
	(void)state;
	GOOD(&as_value, {"float", "1.5", "0000c03f"}, {"double", "-2.5e-3", "7b14ae47e17a64bf"},
	     {"double", "7", "0000000000001c40"}, {"double", "\"Infinity\"", "000000000000f07f"},
	     {"double", "-inf", "000000000000f0ff"},
	     {"double", "\"-Infinity\"", "000000000000f0ff"}, {"float", "nan", "0000c07f"},
	     {"float", "\"NaN\"", "0000c07f"}, {"float", "-nan", "0000c0ff"},
	     {"double", "5e-324", "0100000000000000"}, {"float", "0.1", "cdcccc3d"});
	BAD(&as_value, {"float", "1e39", "value: \"1e39\" is out of range for 32 bits", NULL},
	    {"double", "1e309", "value: \"1e309\" is out of range for 64 bits", NULL},
	    {"double", "nano", "value: \"nano\" is not a number", NULL},
	    {"double", "nan(1)", "value: \"nan(1)\" is not a number", NULL},
	    {"double", "\" 1\"", "value: \" 1\" is not a number", NULL},
	    {"double", "1,5", "value: \",5\" stands behind the end of the value", NULL},
	    {"double", "1.5x", "value: \"1.5x\" is not a number", NULL},
	    {"double", ".", "value: \".\" is not a number", NULL});
}

/* ---- text ------------------------------------------------------------------------------------ */

static void test_text(void **state)
{
	(void)state;
	GOOD(&as_value, {"char[4]", "Hi", "48690000"}, {"char[4]", "\"Hi\"", "48690000"},
	     {"char[4]", " \"Hi\" /* x */", "48690000"}, {"char[4]", "1000", "31303030"},
	     {"char[4]", "", "00000000"}, {"char[4]", "\"\"", "00000000"},
	     {"char[4]", "a b", "61206200"}, {"char[4]", "{a}", "7b617d00"},
	     {"char[4]", "a\\n", "615c6e00"}, {"char[4]", "'a'", "27612700"},
	     {"char[4]", "\"abcd\"", "61626364"},
	     {"char[8]", "\"\\n\\t\\\\\\\"\\x41\\/\\u0041\"", "0a095c22412f4100"},
	     {"char[8]", "\"\\u00e9\\u20ac\"", "c3a9e282ac000000"},
	     {"char[4]", "\"\\ud83d\\ude00\"", "f09f9880"}, {"char[4]", "\"a\\0b\"", "61006200"},
	     {"char[4]", "[255, 254, -1]", "fffeff00"}, {"char[4]", "[]", "00000000"},
	     {"char[4]", "hex:01020304", "01020304"}, {"char[4]", "\"hex:01020304\"", "01020304"},
	     {"char[8]", "\"hex:0102\"", "6865783a30313032"},
	     {"struct { char m[8]; }", "{m: Bye}", "4279650000000000"},
	     {"struct { char m[8]; }", "{m: 'it is'}", "6974206973000000"},
	     {"struct { char m[8]; }", "{m: 1000}", "3130303000000000"},
	     {"struct { char m[8]; }", "{\"m\": \"\\u0000\"}", "0000000000000000"},
	     {"char[2][4]", "[\"ab\", cd]", "6162000063640000"}, {"u8[4]", "\"ab\"", "61620000"},
	     {"char[6]", "@-", "48656c6c6f00"});
	BAD(&as_value,
	    {"char[4]", "Hello", "value: \"Hello\" is 5 bytes long, char[4] holds 4", NULL},
	    {"struct { char message[12]; }", "{message: \"0123456789abc\"}",
	     "value.message: \"0123456789abc\" is 13 bytes long, char[12] holds 12", NULL},
	    {"u8[4]", "\"Hello\"", "value: \"Hello\" is 5 bytes long, u8[4] holds 4", NULL},
	    {"char[4]", "\"ab", "value: missing closing \"", NULL},
	    {"char[4]", "\"ab\" c", "value: \"c\" stands behind the end of the value", NULL},
	    {"char[4]", "\"\\q\"", "value: \"\\\\q\" starts no escape that is known", "\\xNN"},
	    {"char[4]", "\"\\x4\"", "value: \"\\\\x4\" starts no escape that is known", NULL},
	    {"char[4]", "\"\\ud83d\"", "value: \"\\\\ud83d\" starts no escape that is known", NULL},
	    {"char[4]", "\"\\017\"", "value: \"\\\\017\" starts no escape that is known", NULL},
	    {"char[4]", "[1, 256]", "value: \"256\" is out of range (-128..255)", NULL},
	    {"char[4]", "[info]", "value: \"info\" is not the number of a byte", "double quotes"},
	    {"char[4]", "[1, 2", "value: missing \"]\"", NULL},
	    {"char[4]", "[1,2,3,4,5]",
	     "value: \"\\x01\\x02\\x03\\x04\\x05\" is 5 bytes long, char[4] holds 4", NULL},
	    {"char[4]", "hex:0102", "value: \"hex:0102\" holds 2 bytes, 4 needed", NULL},
	    {"struct { char m[8]; }", "{m: null}",
	     "value.m: \"null\" is no text; quote it if it is meant as one", NULL},
	    {"u8[4]", "abc", "value: \"abc\" is no array: \"[\" expected", NULL});
}

/* ---- structs, arrays, unions ----------------------------------------------------------------- */

static const char pair[] = "struct { u8 a; u16 b; }";
static const char nested[] =
	"struct { u8 a; struct { u8 b; union { u8 c; s8 d; }; }; struct { u8 e; } f[2]; }";

static void test_groups(void **state)
{
	(void)state;
	GOOD(&as_value, {pair, "{a: 1, b: 2}", "01000200"}, {pair, "{\"a\":1,\"b\":2}", "01000200"},
	     {pair, "{ b : 2 , 'a':1, }", "01000200"}, {pair, "{}", "00000000"},
	     {pair, "{b:2}", "00000200"},
	     {pair, "/* x */{/**/a/*1*/:/***/1/* , */,b:2/*}*/}/* end */", "01000200"},
	     {pair, "\n{\n\t\"a\": 1,\r\n\t\"b\": 2\n}\n", "01000200"},
	     {pair, "@/f/number", "01000200"}, {pair, "hex:01ff0203", "01ff0203"},
	     {pair, "\"hex:01FF0203\"", "01ff0203"},
	     {"struct { struct { u8 a; u8 b; } s; u8 c; }", "{s: hex:0102, c: 3}", "010203"},
	     {nested, "{a: 1, b: 2, d: -1, f: [{e: 3}, {e: 4}]}", "0102ff0304"},
	     {"u32[3]", "[1, 2, 3]", "010000000200000003000000"}, {"u8[3]", "[1,]", "010000"},
	     {"u8[3]", "[]", "000000"}, {"u8[2][2]", "[[1,2],[3,4]]", "01020304"},
	     {"struct { struct bpf_spin_lock l; u32 n; }", "{l: <bpf_spin_lock>, n: 1}",
	      "0000000001000000"},
	     {"struct { struct bpf_spin_lock l; u32 n; }", "{\"l\":null,\"n\":1}",
	      "0000000001000000"});
	BAD(&as_value, {pair, "{a: 256}", "value.a: \"256\" is out of range (0..255)", NULL},
	    {pair, "{a: 1", "value: missing \"}\"", "quote all of it"},
	    {pair, "{a: 1,", "value: missing \"}\"", NULL},
	    {pair, "{", "value: missing \"}\"", NULL},
	    {pair, "{a: 1 b: 2}", "value: \"b: 2}\" is unexpected: missing \",\" or \"}\"", NULL},
	    {pair, "{a: 1]", "value: \"]\" is unexpected: missing \",\" or \"}\"", NULL},
	    {pair, "{a: 1}}", "value: \"}\" stands behind the end of the value", NULL},
	    {pair, "{a: 1} x", "value: \"x\" stands behind the end of the value", NULL},
	    {pair, "{a}", "value: \"a\" needs a \":\" and a value behind it", NULL},
	    {pair, "{a:}", "value.a: \"}\" stands where a value should", NULL},
	    {pair, "{a:", "value.a: a value is missing", "quote all of it"},
	    {pair, "{: 1}", "value: unknown field \"\"", "fields: a, b"},
	    {pair, "{,}", "value: \",}\" stands where the name of a field should", NULL},
	    {pair, "{a: 1, a: 2}", "value.a: is given twice", NULL},
	    {pair, "{c: 1}", "value: unknown field \"c\"", "fields: a, b"},
	    {pair, "a:1", "value: \"a:1\" is no struct: \"{\" expected", "quote the braces"},
	    {pair, "", "value: a value is missing", NULL},
	    {pair, "{a: [1]}", "value.a: \"[1]}\" stands where a value should", NULL},
	    {pair, "hex:010203", "value: \"hex:010203\" holds 3 bytes, 4 needed", NULL},
	    {pair, "hex:0102030", "value: \"hex:0102030\" has an odd number of digits", NULL},
	    {pair, "hex:010203xx", "value: \"hex:010203xx\" holds what is no hex digit", NULL},
	    {nested, "{f: [{e: 1}, {e: 300}]}", "value.f[1].e: \"300\" is out of range (0..255)",
	     NULL},
	    {nested, "{f: [{g: 1}]}", "value.f[0]: unknown field \"g\"", "fields: e"},
	    {nested, "{f: [{}, {}, {}]}", "value.f: too many elements: 2 fit", NULL},
	    {nested, "{e: 1}", "value: unknown field \"e\"", "fields: a, b, c, d, f"},
	    {"u8[3]", "[1,2,3,4]", "value: too many elements: 3 fit", NULL},
	    {"u8[3]", "[1,2", "value: missing \"]\"", NULL},
	    {"u8[3]", "[1,2}", "value: \"}\" is unexpected: missing \",\" or \"]\"", NULL},
	    {"u8[3]", "[", "value: missing \"]\"", NULL},
	    {"u8[3]", "[[1]]", "value[0]: \"[1]]\" stands where a value should", NULL},
	    {"u8[3]", "7", "value: \"7\" is no array: \"[\" expected", NULL},
	    {"struct { struct bpf_spin_lock l; u32 n; }", "{l: 1}",
	     "value.l: struct bpf_spin_lock belongs to the kernel and cannot be written", "null"},
	    {"struct { struct bpf_spin_lock l; u32 n; }", "{l: <x", "value.l: missing \">\"", NULL},
	    {"u8", "@/f/nul", "value: \"\\x00\" stands behind the end of the value", NULL});
}

static void test_unions(void **state)
{
	static const char u[] = "union { u32 n; u8 b[4]; }";
	static const char text[] = "union { char t[4]; u32 n; }";
	static const char num[] = "union { float f; u32 n; }";
	static const char gap[] = "union { struct { u8 x; u16 y; } s; u32 n; }";

	(void)state;
	GOOD(&as_value, {u, "{n: 1}", "01000000"}, {u, "{b: [1, 2]}", "01020000"},
	     {u, "{n: 0x04030201, b: [1, 2, 3, 4]}", "01020304"},
	     {u, "{b: [1, 2, 3, 4], n: 0x04030201}", "01020304"},
	     /* what one member leaves open another tells */
	     {text, "{t: \"a\", n: 0xff000061}", "610000ff"},
	     {num, "{f: \"NaN\", n: 0x7fc00001}", "0100c07f"},
	     {num, "{n: 0xffc00001, f: nan}", "0100c0ff"},
	     {gap, "{s: {x: 1, y: 2}, n: 0x0002ff01}", "01ff0200"});
	BAD(&as_value,
	    {u, "{n: 1, b: [2, 0, 0, 0]}",
	     "value.b[0]: contradicts what was given before for the same bytes", NULL},
	    {text, "{t: \"a\", n: 0x62}",
	     "value.n: contradicts what was given before for the same bytes", NULL},
	    {num, "{f: nan, n: 1}", "value.n: contradicts what was given before for the same bytes",
	     NULL});
}

/* ---- addresses and names --------------------------------------------------------------------- */

static void test_addresses(void **state)
{
	static const char lpm[] = "struct { u32 prefixlen; __be32 addr; }";
	static const char lpm_bytes[] = "struct { u32 prefixlen; u8 data[16]; }";
	static const char lpm_more[] = "struct { u32 prefixlen; u32 ifindex; __be32 addr; }";

	(void)state;
	GOOD(&as_value, {"u32", "10.0.0.1", "0a000001"}, {"__be32", "\"10.0.0.1\"", "0a000001"},
	     {"u8[4]", "10.0.0.1", "0a000001"}, {"u8[4]", "\"10.0.0.1\"", "0a000001"},
	     {"struct in_addr { __be32 s_addr; }", "10.0.0.1", "0a000001"},
	     {"struct in_addr { __be32 s_addr; }", "{s_addr: 10.0.0.1}", "0a000001"},
	     {"struct in_addr { __be32 s_addr; }", "{s_addr: 1}", "00000001"},
	     {"u8[16]", "fe80::1", "fe800000000000000000000000000001"},
	     {"u8[16]", "\"::1\"", "00000000000000000000000000000001"},
	     {"u32[4]", "::1", "00000000000000000000000000000001"},
	     {"struct { union { u8 a[16]; __be16 b[8]; __be32 c[4]; } in6_u; }", "::ffff:10.0.0.1",
	      "00000000000000000000ffff0a000001"},
	     {"union { __be32 v4; u8 v6[16]; }", "::1", "00000000000000000000000000000001"},
	     {"u8[6]", "02:00:00:00:aB:01", "02000000ab01"},
	     {"struct { u8 mac[6]; u16 x; }", "{mac: 02:00:00:00:00:01, x: 1}", "0200000000010100"},
	     {"struct { __be32 a; __be32 b; }", "{a: 10.0.0.1, b: 10.0.0.2}", "0a0000010a000002"},
	     {lpm, "10.0.0.0/8", "080000000a000000"}, {lpm, "\"10.0.0.0/8\"", "080000000a000000"},
	     {lpm, "10.0.0.1", "200000000a000001"}, {lpm, "{addr: 10.0.0.0/8}", "080000000a000000"},
	     {lpm, "{prefixlen: 8, addr: 10.0.0.0}", "080000000a000000"},
	     {lpm, "{prefixlen: 8, addr: 10.0.0.0/8}", "080000000a000000"},
	     {lpm_bytes, "fe80::/10", "0a000000fe800000000000000000000000000000"},
	     {lpm_more, "{ifindex: eth0, addr: 10.0.0.0/8}", "28000000020000000a000000"});
	BAD(&as_value, {"u32", "10.0.0.256", "value: \"10.0.0.256\" is not a number", NULL},
	    {"u32", "10.0.0.0/8",
	     "value: \"10.0.0.0/8\" has a prefix length, but no prefixlen stands beside it", NULL},
	    {"u16", "10.0.0.1", "value: \"10.0.0.1\" is not a number", NULL},
	    {"u8[6]", "02:00:00:00:00", "value: \"02:00:00:00:00\" is no array: \"[\" expected",
	     NULL},
	    {lpm, "10.0.0.0/33", "value.addr: \"33\" is out of range (0..32)", NULL},
	    {lpm, "10.0.0.0/x", "value.addr: \"x\" is not the length of a prefix", NULL},
	    {lpm, "fe80::/8", "value: \"fe80::/8\" is no struct: \"{\" expected", NULL},
	    {lpm, "{prefixlen: 9, addr: 10.0.0.0/8}",
	     "value.prefixlen: contradicts what was given before for the same bytes", NULL});
}

static void test_names(void **state)
{
	static const char type[] = "struct { u8 proto; u32 ifindex; }";

	(void)state;
	GOOD(&as_value, {type, "{proto: tcp, ifindex: eth0}", "0600000002000000"},
	     {type, "{\"proto\": \"tcp\", \"ifindex\": 2}", "0600000002000000"},
	     {type, "{proto: 6, ifindex: 2 /* eth0 */}", "0600000002000000"});
	BAD(&as_value,
	    {type, "{proto: tpc}", "value.proto: \"tpc\" is not a protocol or a number", NULL},
	    {type, "{proto: 256}", "value.proto: \"256\" is out of range (0..255)", NULL},
	    {type, "{proto: large}", "value.proto: \"large\" is out of range (0..255)", NULL},
	    {type, "{ifindex: eth9}", "value.ifindex: \"eth9\" is not an interface or a number",
	     NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_bitfields),
		cmocka_unit_test(test_enums),
		cmocka_unit_test(test_floats),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_unions),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
