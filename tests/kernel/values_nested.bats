#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# How values with parts look, in tables and in JSON, and that both are read back to the same bytes.

load pins
load ../values

@test "arrays of numbers are lists" {
	case_value 'u8[3]' '[1, 2, 3]' 010203 '[1, 2, 3]' '[1,2,3]'
	case_value 'u8[1]' '[0xff]' ff '[255]' '[255]'
	case_value 's16[2]' '[-1, 1]' ffff0100 '[-1, 1]' '[-1,1]'
	case_value 'u64[2]' '[18446744073709551615, 0]' ffffffffffffffff0000000000000000 \
		'[18446744073709551615, 0]' '[18446744073709551615,0]'
	case_value 'bool[2]' '[true, false]' 0100 '[true, false]' '[true,false]'
	case_value 'double[2]' '[0.5, "nan"]' 000000000000e03f000000000000f87f '[0.5, nan]' '[0.5,"nan"]'
	case_value 'u8[3]' '[1, 2]' 010200 '[1, 2, 0]' '[1,2,0]'
	case_refused 'u8[3]' '[1, 2, 3, 4]' 'value: too many elements: 3 fit'
	case_refused 'u8[3]' '[1, 2, 256]' 'value[2]: "256" is out of range (0..255)'
}

@test "arrays of arrays are lists of lists" {
	case_value 'u16[2][3]' '[[1, 2, 3], [4, 5, 6]]' 010002000300040005000600 \
		'[[1, 2, 3], [4, 5, 6]]' '[[1,2,3],[4,5,6]]'
	case_value 'u8[2][1][2]' '[[[1, 2]], [[3, 4]]]' 01020304 '[[[1, 2]], [[3, 4]]]' '[[[1,2]],[[3,4]]]'
	case_value 'struct { u8 k; u8 v; }[2]' '[{k: 1, v: 2}, {k: 3, v: 4}]' 01020304 \
		'[{k: 1, v: 2}, {k: 3, v: 4}]' '[{"k":1,"v":2},{"k":3,"v":4}]'
}

@test "u8s that hold printable text show it behind the numbers, never in JSON" {
	case_value 'u8[6]' '[104, 101, 108, 108, 111, 0]' 68656c6c6f00 \
		'[104, 101, 108, 108, 111, 0] /* "hello" */' '[104,101,108,108,111,0]'
	case_bytes 'u8[4]' 68690001 '[104, 105, 0, 1]' '[104,105,0,1]'
	case_bytes 'u8[4]' 68091b00 '[104, 9, 27, 0]' '[104,9,27,0]'
	# a comment that would end early is none
	case_bytes 'u8[4]' 612a2f62 '[97, 42, 47, 98]' '[97,42,47,98]'
}

@test "structs show their members, nested ones too" {
	case_value 'struct { u8 a; struct { u16 b; char c[2]; } in; }' '{a: 1, in: {b: 2, c: "xy"}}' \
		010002007879 '{a: 1, in: {b: 2, c: "xy"}}' '{"a":1,"in":{"b":2,"c":"xy"}}'
	case_value 'struct { u8 a; u8 b; }' '{b: 2}' 0002 '{a: 0, b: 2}' '{"a":0,"b":2}'
	case_refused 'struct { u8 a; u8 b; }' '{c: 2}' '"c"'
	case_refused 'struct { u8 a; u8 b; }' '{a: 1' '"}"'
	case_refused 'struct { u8 a; u8 b; }' '{a: 1, a: 2}' 'value.a'
}

@test "padding is not shown and becomes zero when written back" {
	value_maps u32 'struct { u8 a; u32 b; }'
	helper elem set "$PINS/a" 00000000 01ffffff02000000
	table_value a
	same "$output" '{a: 1, b: 2}'
	run_ok mapctl update "$PINS/b" 0 value "$output"
	same "$(helper elem get "$PINS/b" 00000000)" 0100000002000000
}

@test "anonymous structs and unions are part of their parent" {
	case_value 'struct { struct { u8 a; u8 b; }; u8 c; }' '{a: 1, b: 2, c: 3}' 010203 \
		'{a: 1, b: 2, c: 3}' '{"a":1,"b":2,"c":3}'
	case_value 'struct { union { u16 p; u16 q; }; u8 c; }' '{p: 1, c: 3}' 01000300 \
		'{p: 1, q: 1, c: 3}' '{"p":1,"q":1,"c":3}'
}

@test "unions show all their members, the first that fills one decides" {
	case_value 'union { u32 n; u8 b[4]; }' '{n: 258}' 02010000 \
		'{n: 258, b: [2, 1, 0, 0]}' '{"n":258,"b":[2,1,0,0]}'
	case_value 'union { u8 small; u32 large; }' '{large: 0xdeadbeef}' efbeadde \
		'{small: 239, large: 3735928559}' '{"small":239,"large":3735928559}'
	case_value 'union { char c[4]; struct { u16 x; u16 y; } s; }' '{s: {x: 0x4241, y: 0x4443}}' 41424344 \
		'{c: "ABCD", s: {x: 16961, y: 17475}}' '{"c":"ABCD","s":{"x":16961,"y":17475}}'
	case_refused 'union { u32 n; u8 b[4]; }' '{n: 258, b: [9, 1, 0, 0]}' 'value.b'
}

@test "bitfields show as their declared type" {
	bits='struct { s32 low:3; u32 mid:5; enum { X, Y, Z } pick:2; bool yes:1; int top:21; }'
	case_value "$bits" '{low: -4, mid: 31, pick: Z, yes: true, top: -1}' fcfeffff \
		'{low: -4, mid: 31, pick: Z, yes: true, top: -1}' \
		'{"low":-4,"mid":31,"pick":"Z","yes":true,"top":-1}'
	case_value "$bits" '{low: 3, mid: 1, pick: 3, top: 1048575}' 0bfbff7f \
		'{low: 3, mid: 1, pick: 3, yes: false, top: 1048575}' \
		'{"low":3,"mid":1,"pick":3,"yes":false,"top":1048575}'
	case_value 'struct { u64 wide:40; u64 rest:24; }' '{wide: 1099511627775, rest: 1}' ffffffffff010000 \
		'{wide: 1099511627775, rest: 1}' '{"wide":1099511627775,"rest":1}'
	case_refused "$bits" '{low: 4}' 'value.low: "4" is out of range (-4..3)'
	case_refused "$bits" '{mid: 32}' 'value.mid: "32" is out of range (0..31)'
}

@test "members of every simple kind inside a struct" {
	case_value 'struct { u128 big; float f; double d; char l; bool b; enum { ONE = 1 } e; }' \
		'{big: 1, f: 1.5, d: -inf, l: '"'q'"', b: true, e: ONE}' \
		'01000000000000000000000000000000 0000c03f 00000000 000000000000f0ff 71 01 0000 01000000 0000000000000000' \
		"{big: 1, f: 1.5, d: -inf, l: 'q', b: true, e: ONE}" \
		'{"big":1,"f":1.5,"d":"-inf","l":113,"b":true,"e":"ONE"}'
}

@test "pointers are hex numbers, and strings in JSON" {
	case_value 'struct list_head' '{next: 0xffff888000000000, prev: 0x10}' 000000008088ffff1000000000000000 \
		'{next: 0xffff888000000000, prev: 0x10}' '{"next":"0xffff888000000000","prev":"0x10"}'
	case_bytes 'struct list_head' 00000000000000000000000000000000 '{next: 0x0, prev: 0x0}' \
		'{"next":"0x0","prev":"0x0"}'
}

@test "pointers and kptrs of a compiled object's types" {
	mkdir "$PINS/object"
	helper load "$BUILD/tests/helpers/types.bpf.o" "$PINS/object"
	run_ok mapctl update "$PINS/object/pointers" 0 '{next: 0xffffc90000001000, data: 1, id: 7}'
	run_ok mapctl dump "$PINS/object/pointers"
	same "$output" 'key next               data text id
  0 0xffffc90000001000 0x1  0x0   7'
	run_ok mapctl -J dump "$PINS/object/pointers"
	same "$output" '{"key":0,"value":{"next":"0xffffc90000001000","data":"0x1","text":"0x0","id":7}}'
	run_ok mapctl -J dump "$PINS/object/owned"
	same "$output" '{"key":0,"value":{"before":0,"task":"0x0","after":0}}'
	run_ok mapctl update "$PINS/object/owned" 0 after=7
	run_ok mapctl dump "$PINS/object/owned" -o value --no-header
	same "$output" '{before: 0, task: 0x0, after: 7}'
	rm -r "$PINS/object"
}

@test "spin locks are null and never written" {
	locked='struct { struct bpf_spin_lock lock; u32 v; }'
	case_value "$locked" '{v: 7}' 0000000007000000 '{lock: <bpf_spin_lock>, v: 7}' '{"lock":null,"v":7}'
	case_refused "$locked" '{lock: 1, v: 7}' 'value.lock'
	run_fails 2 'value.lock' mapctl update "$PINS/a" 0 value.lock=1
}

@test "timers are null and never written" {
	case_value 'struct { u32 v; struct bpf_timer timer; }' '{v: 7}' \
		'07000000 00000000 00000000000000000000000000000000' \
		'{v: 7, timer: <bpf_timer>}' '{"v":7,"timer":null}'
	case_refused 'struct { u32 v; struct bpf_timer timer; }' '{v: 7, timer: 1}' 'value.timer'
}

@test "a flexible array holds what is left of the value" {
	for name in a b; do mapctl create "$PINS/flex-$name" type array key 4 value 12 entries 1; done
	helper elem set "$PINS/flex-a" 00000000 020000000100feff03000400
	types=(--types u32 'struct { u32 n; s16 v[]; }')
	run_ok mapctl lookup "${types[@]}" "$PINS/flex-a" 0 -o value --no-header
	same "$output" '{n: 2, v: [1, -2, 3, 4]}'
	run_ok mapctl update "${types[@]}" "$PINS/flex-b" 0 "$output"
	same "$(helper elem get "$PINS/flex-b" 00000000)" 020000000100feff03000400
	run_ok mapctl -J lookup "${types[@]}" "$PINS/flex-a" 0
	same "$output" '{"key":0,"value":{"n":2,"v":[1,-2,3,4]}}'
	run_ok mapctl update "${types[@]}" "$PINS/flex-b" 0 '{"n":2,"v":[1,-2,3,5]}'
	same "$(helper elem get "$PINS/flex-b" 00000000)" 020000000100feff03000500
}

@test "a flexible array without room and an array of nothing are empty" {
	case_value 'struct { u32 n; u16 v[]; }' '{n: 1}' 01000000 '{n: 1, v: []}' '{"n":1,"v":[]}'
	case_value 'struct { u8 z[0]; u32 n; }' '{n: 1}' 01000000 '{z: [], n: 1}' '{"z":[],"n":1}'
	case_refused 'struct { u32 n; u16 v[]; }' '{n: 1, v: [1]}' 'value.v'
}

@test "keys whose typed form would lose bytes are printed packed, and found by that" {
	mapctl create "$PINS/padded" type hash key 'struct { u8 a; u32 b; }' value u32 entries 4
	helper elem set "$PINS/padded" 0100000002000000 07000000
	helper elem set "$PINS/padded" 01ff000002000000 08000000
	run_ok mapctl -J dump "$PINS/padded"
	same "$(sort <<<"$output")" '{"key":"hex:01ff000002000000","value":8}
{"key":{"a":1,"b":2},"value":7}'
	run_ok mapctl dump "$PINS/padded" -o key,value --no-header
	same "$output" '{a: 1, b: 2}         7
hex:01ff000002000000 8'
	run_ok mapctl -r lookup "$PINS/padded" hex:01ff000002000000
	same "$output" 8
	run_ok mapctl -r lookup "$PINS/padded" '"hex:01ff000002000000"'
	same "$output" 8
	run_ok mapctl -r lookup "$PINS/padded" '{a: 1, b: 2}'
	same "$output" 7
}

@test "text keys with bytes behind their NUL are printed packed" {
	mapctl create "$PINS/text" type hash key 'char[4]' value u32 entries 4
	helper elem set "$PINS/text" 61000000 01000000
	helper elem set "$PINS/text" 61000062 02000000
	run_ok mapctl -J dump "$PINS/text"
	same "$(sort <<<"$output")" '{"key":"a","value":1}
{"key":"hex:61000062","value":2}'
	run_ok mapctl -r lookup "$PINS/text" hex:61000062
	same "$output" 2
}

@test "keys with unsaid fields are refused, unless they are zero by wish" {
	mapctl create "$PINS/fields" type hash key 'struct { u16 a; u16 b; }' value u32 entries 4
	run_fails 2 'b' mapctl update "$PINS/fields" '{a: 1}' 7
	run_ok mapctl update "$PINS/fields" '{a: 1}' 7 --zero-key
	run_ok mapctl -J dump "$PINS/fields"
	same "$output" '{"key":{"a":1,"b":0},"value":7}'
}
