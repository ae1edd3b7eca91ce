#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# How single values look, in tables and in JSON, and that both are read back to the same bytes.

load pins
load ../values

@test "integers of every width are exact decimals" {
	case_value u8 255 ff 255 255
	case_value s8 -128 80 -128 -128
	case_value u16 65535 ffff 65535 65535
	case_value s16 -32768 0080 -32768 -32768
	case_value u32 4294967295 ffffffff 4294967295 4294967295
	case_value s32 -2147483648 00000080 -2147483648 -2147483648
	case_value int 2147483647 ffffff7f 2147483647 2147483647
	case_value u64 18446744073709551615 ffffffffffffffff 18446744073709551615 18446744073709551615
	case_value s64 -9223372036854775808 0000000000000080 -9223372036854775808 -9223372036854775808
	case_value u64 9007199254740993 0100000000002000 9007199254740993 9007199254740993
}

@test "integers of 128 bits are exact decimals" {
	max=340282366920938463463374607431768211455
	case_value u128 $max ffffffffffffffffffffffffffffffff $max $max
	max=170141183460469231731687303715884105727
	case_value s128 $max ffffffffffffffffffffffffffffff7f $max $max
	min=-170141183460469231731687303715884105728
	case_value s128 $min 00000000000000000000000000000080 $min $min
	case_value s128 -1 ffffffffffffffffffffffffffffffff -1 -1
	case_value u128 0 00000000000000000000000000000000 0 0
}

@test "numbers beyond a type's range are refused by the field's name" {
	case_refused u8 256 '"256" is out of range (0..255)'
	case_refused u8 -1 '"-1" is out of range (0..255)'
	case_refused s8 -129 '"-129" is out of range (-128..127)'
	case_refused u64 18446744073709551616 'out of range (0..18446744073709551615)'
	case_refused u128 340282366920938463463374607431768211456 'out of range'
	case_refused s128 170141183460469231731687303715884105728 'out of range'
	case_refused 'struct { u8 a; u8 b; }' '{a: 1, b: 256}' 'value.b: "256" is out of range (0..255)'
}

@test "--int64-strings quotes what is beyond 2^53, and both forms are read" {
	case_value u64 9007199254740992 0000000000002000 9007199254740992 9007199254740992
	json_value a --int64-strings
	same "$output" 9007199254740992
	case_value u64 9007199254740993 0100000000002000 9007199254740993 9007199254740993
	json_value a --int64-strings
	same "$output" '"9007199254740993"'
	returns_bytes "$output"
	case_value s128 -9007199254740993 ffffffffffffdfffffffffffffffffff -9007199254740993 -9007199254740993
	json_value a --int64-strings
	same "$output" '"-9007199254740993"'
	returns_bytes "$output"
}

@test "integers of a given byte order are the number they mean" {
	case_value __be16 443 01bb 443 443
	case_value __be64 258 0000000000000102 258 258
	case_value __le16 443 bb01 443 443
	case_value __le32 258 02010000 258 258
	case_value __le64 258 0201000000000000 258 258
	case_value 'struct { __be32 mark; }' '{mark: 258}' 00000102 '{mark: 0.0.1.2}' '{"mark":258}'
	run_ok mapctl lookup "$PINS/a" 0 -o value --no-header --no-hints
	same "$output" '{mark: 258}'
}

@test "a bool is true or false, and any other byte a number" {
	case_value bool true 01 true true
	case_value bool false 00 false false
	case_bytes bool 02 2 2
	case_refused bool maybe '"maybe"'
	case_refused bool 256 '"256"'
}

@test "a char array is text up to its first NUL" {
	case_value 'char[8]' Hi 4869000000000000 '"Hi"' '"Hi"'
	case_value 'char[8]' '"Hi"' 4869000000000000 '"Hi"' '"Hi"'
	case_value 'char[8]' '' 0000000000000000 '""' '""'
	case_value 'char[4]' 1234 31323334 '"1234"' '"1234"'
	case_refused 'char[4]' 12345 '5 bytes'
}

@test "text without a NUL at its end fills its array" {
	case_value 'char[5]' hello 68656c6c6f '"hello"' '"hello"'
	case_value 'char[2][3]' '["abc", "d"]' 616263640000 '["abc", "d"]' '["abc","d"]'
}

@test "text is escaped: no control byte reaches a terminal" {
	case_bytes 'char[8]' '09 0a 22 5c 1b 07 00 00' '"\t\n\"\\\x1b\x07"' '"\t\n\"\\\u001b\u0007"'
	case_bytes 'char[8]' 'c3bc 7f 0000000000' '"ü\x7f"' '"ü\u007f"'
}

@test "text that is not UTF-8 is an array of numbers in JSON" {
	case_bytes 'char[4]' fffe4100 '"\xff\xfeA"' '[255,254,65,0]'
	case_bytes 'char[4]' c3284100 '"\xc3(A"' '[195,40,65,0]'
	case_bytes 'struct { char t[2]; }' 80ff '{t: "\x80\xff"}' '{"t":[128,255]}'
}

@test "bytes after a NUL are not shown and become zero when written back" {
	value_maps u32 'char[6]'
	helper elem set "$PINS/a" 00000000 486900ff4142
	table_value a
	same "$output" '"Hi"'
	run_ok mapctl update "$PINS/b" 0 value "$output"
	same "$(helper elem get "$PINS/b" 00000000)" 486900000000
}

@test "a lone char is a character, and a number in JSON" {
	case_value char "'x'" 78 "'x'" 120
	case_value char 120 78 "'x'" 120
	case_value char "'\\n'" 0a "'\\n'" 10
	case_bytes char 00 "'\\x00'" 0
	case_bytes char 27 "'\\''" 39
	case_bytes char e9 "'\\xe9'" -23
}

@test "enums are names, other numbers keep their sign" {
	case_value 'enum { OFF, ON, AUTO }' ON 01000000 ON '"ON"'
	case_value 'enum { OFF, ON, AUTO }' 2 02000000 AUTO '"AUTO"'
	case_value 'enum { OFF, ON, AUTO }' 7 07000000 7 7
	case_value 'enum { OFF, ON, AUTO }' 4294967295 ffffffff 4294967295 4294967295
	case_value 'enum { BAD = -1, GOOD }' BAD ffffffff BAD '"BAD"'
	case_value 'enum { BAD = -1, GOOD }' -5 fbffffff -5 -5
	case_refused 'enum { OFF, ON, AUTO }' ONN '"ONN"'
}

@test "enums of 64 bits are names, other numbers keep their sign" {
	case_value 'enum { SMALL = 1, BIG = 0x100000000 }' BIG 0000000001000000 BIG '"BIG"'
	case_value 'enum { SMALL = 1, BIG = 0x100000000 }' 18446744073709551615 ffffffffffffffff \
		18446744073709551615 18446744073709551615
	case_value 'enum { LEAST = -4294967297, NONE = 0 }' LEAST fffffffffeffffff LEAST '"LEAST"'
	case_value 'enum { LEAST = -4294967297, NONE = 0 }' -2 feffffffffffffff -2 -2
}

@test "flag enums are the members that are set" {
	flags='enum { NONE, R = 1, W = 2, X = 4 }'
	case_value "$flags" 'R|X' 05000000 'R|X' '"R|X"'
	case_value "$flags" 'R|W|X' 07000000 'R|W|X' '"R|W|X"'
	case_value "$flags" W 02000000 W '"W"'
	case_value "$flags" NONE 00000000 NONE '"NONE"'
	case_value "$flags" 9 09000000 9 9
	# two powers of two are no set of flags
	case_value 'enum { ONE = 1, TWO = 2 }' 3 03000000 3 3
}

@test "floats are the shortest text that reads back" {
	case_value float 0.1 cdcccc3d 0.1 0.1
	case_value double 0.1 9a9999999999b93f 0.1 0.1
	case_value double 1e300 9c7500883ce4377e 1e+300 1e+300
	case_value double -0.0 0000000000000080 -0 -0
	case_value double 0.30000000000000004 343333333333d33f 0.30000000000000004 0.30000000000000004
	case_value float 16777216 0000804b 16777216 16777216
}

@test "NaN and the infinities are words, and strings in JSON" {
	case_value double inf 000000000000f07f inf '"inf"'
	case_value double -inf 000000000000f0ff -inf '"-inf"'
	case_value float inf 0000807f inf '"inf"'
	case_value float -inf 000080ff -inf '"-inf"'
	case_value double nan 000000000000f87f nan '"nan"'
	case_value float nan 0000c07f nan '"nan"'
}

@test "what has no type is hex digits" {
	value_maps 3 2
	run_ok mapctl update "$PINS/a" hex:010203 hex:0a0b
	run_ok mapctl dump "$PINS/a" --no-header
	same "$output" 'hex:010203 hex:0a0b'
	run_ok mapctl -J dump "$PINS/a"
	same "$output" '{"key":"hex:010203","value":"hex:0a0b"}'
	run_ok mapctl update "$PINS/b" '"hex:010203"' '"hex:0a0b"'
	same "$(helper elem get "$PINS/b" 010203)" 0a0b
}

@test "the keys of an array without types are numbers all the same" {
	mapctl create "$PINS/bare" type array key 4 value 2 entries 2
	run_ok mapctl update "$PINS/bare" 1 hex:0a0b
	run_ok mapctl -J dump "$PINS/bare"
	same "$output" '{"key":0,"value":"hex:0000"}
{"key":1,"value":"hex:0a0b"}'
}
