#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# hist: buckets, percentiles, slots, --by, and what is no histogram.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	mapctl create "$PINS/numbers" type hash entries 64 key u32 \
		value 'struct { u64 n; s32 d; double f; char name[4]; u32 slots[4]; s32 bad[2]; }'
	local i
	for i in 0 1 2 3 4 5 8 1000; do
		mapctl update "$PINS/numbers" $i \
			"{n: $i, d: $((3 - i)), name: \"$((i % 2))\", slots: [$i, 1, 0, 2], bad: [0, $((i - 5))]}"
	done
	mapctl create "$PINS/none" type hash key u32 value u32 entries 4
}

setup() {
	AS=()
}

@test "buckets are powers of two, the empty ones between them too; percentiles are exact" {
	run_ok mapctl hist "$PINS/numbers" n
	same "$(sed 's/ [^ ]*█.*//' <<<"$output")" 'from   to count distribution
   0    0     1
   1    1     1
   2    3     2
   4    7     2
   8   15     1
  16   31     0
  32   63     0
  64  127     0
 128  255     0
 256  511     0
 512 1023     1
8 values, min 0, p50 3, p90 1000, p99 1000, max 1000'
	run_ok mapctl -j hist "$PINS/numbers" value.n
	conforms hist <<<"$output"
	same "$(json 'del(.buckets)')" \
		'{"field":"n","count":8,"min":0,"max":1000,"p50":3,"p90":1000,"p99":1000}'
	same "$(json '.buckets | map([.from, .to, .count])')" \
		'[[0,0,1],[1,1,1],[2,3,2],[4,7,2],[8,15,1],[16,31,0],[32,63,0],[64,127,0],[128,255,0],[256,511,0],[512,1023,1]]'
	same "$(json '.buckets | map(.count) | add')" 8
}

@test "negative numbers have buckets of their own, from the least" {
	run_ok mapctl --csv hist "$PINS/numbers" d
	same "$output" 'from,to,count
-1023,-512,1
-511,-256,0
-255,-128,0
-127,-64,0
-63,-32,0
-31,-16,0
-15,-8,0
-7,-4,1
-3,-2,1
-1,-1,1
0,0,1
1,1,1
2,3,2'
	run_ok mapctl -J hist "$PINS/numbers" d -o min,p50,max
	same "$output" '{"min":-997,"p50":-1,"max":3}'
}

@test "keys have histograms; -r prints one column" {
	run_ok mapctl -r hist "$PINS/numbers" key -o count
	same "$(tr '\n' ' ' <<<"$output")" '1 1 2 2 1 0 0 0 0 0 1 '
	run_ok mapctl -r hist "$PINS/numbers" 'slots[3]' -o to
	same "$output" 3
}

@test "an array of log2 slots: slot 0 counts 0 and 1, slot i from 2^i" {
	run_ok mapctl -j hist "$PINS/numbers" slots
	conforms hist <<<"$output"
	same "$output" '{"field":"slots","count":1047,"p50":1,"p90":1,"p99":15,"buckets":[{"from":0,"to":1,"count":1023},{"from":2,"to":3,"count":8},{"from":4,"to":7,"count":0},{"from":8,"to":15,"count":16}]}'
	run_ok mapctl hist "$PINS/numbers" slots
	[[ $output == *'1047 values, p50 up to 1, p90 up to 1, p99 up to 15' ]]
}

@test "--by has one histogram for each value, in their order" {
	run_ok mapctl -j hist "$PINS/numbers" n --by name
	conforms hist <<<"$output"
	same "$(json 'map([.by, .count, .min, .max])')" \
		'[[{"name":"0"},5,0,1000],[{"name":"1"},3,1,5]]'
	run_ok mapctl hist "$PINS/numbers" n --by name
	same "$(grep -v '█' <<<"$output" | grep -v ' 0$')" 'name "0"
from   to count distribution
5 values, min 0, p50 4, p90 1000, p99 1000, max 1000

name "1"
from to count distribution
3 values, min 1, p50 3, p90 5, p99 5, max 5'
	run_ok mapctl --csv hist "$PINS/numbers" slots --by key
	same "$(head -6 <<<"$output")" 'by,from,to,count
0,2,3,1
0,4,7,0
0,8,15,2
1,0,1,1
1,2,3,1'
	same "$(mapctl -j hist "$PINS/numbers" slots --by d | jq -c 'map(.by.d)')" \
		'[-997,-5,-2,-1,0,1,2,3]'
}

@test "--slot key reads what bcc's BPF_HISTOGRAM counts" {
	mapctl create "$PINS/dist" type array key u32 value u64 entries 8
	mapctl update "$PINS/dist" 1 3
	mapctl update "$PINS/dist" 2 5
	mapctl update "$PINS/dist" 4 7
	run_ok mapctl -j hist "$PINS/dist" --slot key
	same "$output" '{"field":"value","count":15,"p50":3,"p90":15,"p99":15,"buckets":[{"from":0,"to":1,"count":3},{"from":2,"to":3,"count":5},{"from":4,"to":7,"count":0},{"from":8,"to":15,"count":7}]}'
	# who counts zeroes apart counts only 1 in the next slot
	mapctl update "$PINS/dist" 0 1
	same "$(mapctl -j hist "$PINS/dist" --slot key | jq -c '.buckets[:2]')" \
		'[{"from":0,"to":0,"count":1},{"from":1,"to":1,"count":3}]'
}

@test "a key struct with a slot is one histogram for each of its other member" {
	mapctl create "$PINS/disks" type hash key 'struct { char disk[4]; u32 slot; }' value u64 entries 8
	mapctl update "$PINS/disks" '{disk: sda, slot: 1}' 2
	mapctl update "$PINS/disks" '{disk: sda, slot: 3}' 9
	mapctl update "$PINS/disks" '{disk: nvm, slot: 3}' 1
	run_ok mapctl -j hist "$PINS/disks" --slot key
	same "$(json 'map([.by.disk, .count, .buckets[-1].to])')" '[["nvm",1,7],["sda",11,7]]'
	run_ok mapctl -j hist "$PINS/disks" value --slot key.slot
	same "$(json .count)" 12
	mapctl create "$PINS/wide" type hash key 'struct { u32 a; u32 b; u32 slot; }' value u64 entries 8
	refuses 2 USAGE 'the key has 2 members beside "slot"' hist "$PINS/wide" --slot key
	[[ $stderr == *'--by FIELD'* ]]
	mapctl update "$PINS/wide" '{a: 1, b: 2, slot: 129}' 2
	refuses 1 ERANGE 'key {a: 1, b: 2, slot: 129}: its slot is not 0 to 128' \
		hist "$PINS/wide" --slot key --by a
	refuses 2 USAGE 'is no field of the key' hist "$PINS/wide" --slot value
}

@test "an array may have more slots than a histogram, where they are empty" {
	mapctl create "$PINS/slots" type array key u32 value u64 entries 2000
	mapctl update "$PINS/slots" 3 4
	same "$(mapctl --csv hist "$PINS/slots" --slot key)" 'from,to,count
4,7,4'
	same "$(mapctl --csv hist "$PINS/slots" --slot key --linear)" 'from,to,count
3,3,4'
	mapctl update "$PINS/slots" 1500 1
	refuses 1 ERANGE 'key 1500: its slot is not 0 to 1024' hist "$PINS/slots" --slot key --linear
}

@test "--by a struct: by its numbers, without what is behind a text; CSV has it as JSON" {
	mapctl create "$PINS/parted" type hash key u32 entries 8 \
		value 'struct { struct { u32 a; char t[4]; u8 b; } k; float f; u64 n; }'
	mapctl update "$PINS/parted" 1 '{k: {a: 256, t: x}, f: -1, n: 5}'
	mapctl update "$PINS/parted" 2 '{k: {a: 1, t: x}, f: 2, n: 6}'
	mapctl update "$PINS/parted" 3 '{k: {a: 2, t: x}, f: 1, n: 7}'
	# as 3, with bytes behind the text and in the padding
	mapctl update "$PINS/parted" key 4 value hex 02 00 00 00 78 00 55 44 00 66 66 66 \
		00 00 80 3f 08 00 00 00 00 00 00 00
	same "$(mapctl -j hist "$PINS/parted" n --by k | jq -c '.[] | [.by.k.a, .count]')" '[1,1]
[2,2]
[256,1]'
	same "$(mapctl -j hist "$PINS/parted" n --by f | jq -c '.[] | [.by.f, .count]')" '[-1,1]
[1,2]
[2,1]'
	same "$(mapctl --csv hist "$PINS/parted" n --by k | sed -n 2p)" \
		'"{""a"":1,""t"":""x"",""b"":0}",4,7,1'
	mapctl create "$PINS/padded" type hash key 'struct { u32 a; u8 b; }' value u32 entries 8
	mapctl update "$PINS/padded" key 1 0 0 0 2 0 0 0 value 5
	mapctl update "$PINS/padded" key 1 0 0 0 2 9 9 9 value 5
	same "$(mapctl --csv hist "$PINS/padded" value --by key | sed 1d)" '"{""a"":1,""b"":2}",4,7,1
hex:0100000002090909,4,7,1'
}

@test "--linear: slots are numbers, as bcc prints its linear histograms" {
	mapctl create "$PINS/lin" type hash key u32 value u64 entries 8
	mapctl update "$PINS/lin" 3 5
	mapctl update "$PINS/lin" 6 10
	mapctl update "$PINS/lin" 4 4
	mapctl update "$PINS/lin" 9 0
	run_ok mapctl -j hist "$PINS/lin" --slot key --linear
	conforms hist <<<"$output"
	same "$output" '{"field":"value","count":19,"min":3,"max":6,"p50":6,"p90":6,"p99":6,"buckets":[{"from":3,"to":3,"count":5},{"from":4,"to":4,"count":4},{"from":5,"to":5,"count":0},{"from":6,"to":6,"count":10}]}'
	run_ok mapctl hist "$PINS/lin" --slot key --linear
	same "$(sed 's/ [^ ]*█.*//' <<<"$output")" 'from to count distribution
   3  3     5
   4  4     4
   5  5     0
   6  6    10
19 values, min 3, p50 6, p90 6, p99 6, max 6'
	run_ok mapctl --csv hist "$PINS/numbers" slots --linear
	same "$output" 'from,to,count
0,0,1023
1,1,8
2,2,0
3,3,16'
	mapctl update "$PINS/lin" 1024 1
	same "$(mapctl -j hist "$PINS/lin" --slot key --linear | jq -c '[.max, .p99, (.buckets | length)]')" '[1024,1024,1022]'
	mapctl update "$PINS/lin" 1025 1
	refuses 1 ERANGE 'key 1025: its slot is not 0 to 1024' hist "$PINS/lin" --slot key --linear
	refuses 2 USAGE '--linear is for slots, and "n" is a number' hist "$PINS/numbers" n --linear
	same "$(mapctl -j hist "$PINS/none" value --slot key --linear)" '{"field":"value","count":0,"buckets":[]}'
}

@test "slots may be of any integer, of bytes too" {
	mapctl create "$PINS/bytes" type array key u32 value 'struct { u8 slots[4]; s8 t[2]; }' entries 1
	mapctl update "$PINS/bytes" 0 '{slots: [1, 0, 65, 255], t: [2, 3]}'
	same "$(mapctl -r hist "$PINS/bytes" slots -o count | tr '\n' ' ')" '1 0 65 255 '
	same "$(mapctl -r hist "$PINS/bytes" t -o count | tr '\n' ' ')" '2 3 '
}

@test "per-CPU values are added up" {
	mapctl create "$PINS/cpus" type percpu_hash key u32 value 'struct { s64 n; u64 slots[2]; }' entries 8
	mapctl update "$PINS/cpus" 7 '{n: 5, slots: [1, 2]}' --cpu 0
	mapctl update "$PINS/cpus" 7 '{n: -9, slots: [10, 20]}' --cpu 1
	run_ok mapctl -j hist "$PINS/cpus" n
	same "$(json '[.min, .max, .count]')" '[-4,-4,1]'
	same "$(mapctl -r hist "$PINS/cpus" slots -o count | tr '\n' ' ')" '11 22 '
	refuses 2 USAGE '"n" has a value for each CPU' hist "$PINS/cpus" slots --by n
}

@test "64 and 128 bits, signed and not, to their ends" {
	mapctl create "$PINS/ends" type hash key u32 entries 8 \
		value 'struct { u64 u; s64 s; unsigned __int128 uu; __int128 ss; }'
	mapctl update "$PINS/ends" 0 '{u: 18446744073709551615, s: -9223372036854775808, uu: 340282366920938463463374607431768211455, ss: -170141183460469231731687303715884105728}'
	mapctl update "$PINS/ends" 1 '{u: 18446744073709551615, s: 9223372036854775807, uu: 340282366920938463463374607431768211455, ss: 170141183460469231731687303715884105727}'
	same "$(mapctl --csv hist "$PINS/ends" u)" 'from,to,count
9223372036854775808,18446744073709551615,2'
	run_ok mapctl --csv hist "$PINS/ends" s
	same "$(sed -n '2p;$p' <<<"$output")" '-18446744073709551615,-9223372036854775808,1
4611686018427387904,9223372036854775807,1'
	same "$(mapctl --csv hist "$PINS/ends" uu)" 'from,to,count
170141183460469231731687303715884105728,340282366920938463463374607431768211455,2'
	run_ok mapctl --csv hist "$PINS/ends" ss
	same "$(sed -n '2p;$p' <<<"$output")" '-170141183460469231731687303715884105728,-170141183460469231731687303715884105728,1
85070591730234615865843651857942052864,170141183460469231731687303715884105727,1'
	run_ok mapctl -j hist "$PINS/ends" u --int64-strings
	same "$(json '[.count, .min, .p99]')" '[2,"18446744073709551615","18446744073709551615"]'
}

@test "percentiles beyond 127 are at most 1.6 % off, and never beyond the greatest" {
	local i
	mapctl create "$PINS/ramp" type hash key u32 value u32 entries 1000
	for i in $(seq 200 10 1190); do mapctl update "$PINS/ramp" "$i" "$i"; done
	run_ok mapctl -j hist "$PINS/ramp" value
	same "$(json '[.p50 >= 690, .p50 <= 690 * 1.016, .p90 >= 1090, .p90 <= 1090 * 1.016, .p99 <= 1190]')" \
		'[true,true,true,true,true]'
}

@test "an empty map has no values, which is no error" {
	run_ok mapctl -j hist "$PINS/none" value
	conforms hist <<<"$output"
	same "$output" '{"field":"value","count":0,"buckets":[]}'
	same "$(mapctl hist "$PINS/none" value)" '0 values'
	same "$(mapctl hist "$PINS/none" value --by key)" '0 values'
	same "$(mapctl -j hist "$PINS/none" value --by key)" '[]'
}

@test "bars fit the terminal" {
	for columns in 30 60 200; do
		in_terminal $columns "mapctl hist $PINS/numbers n"
		same "$(grep '█' <<<"$output" | LC_ALL=C.UTF-8 wc -L)" "$columns"
	done
}

@test "what is no number is refused by name" {
	refuses 2 USAGE 'needs "FIELD"' hist "$PINS/numbers"
	refuses 2 USAGE '"value" is no integer' hist "$PINS/numbers" value
	refuses 2 USAGE '"f" is no integer, and buckets are for integers' hist "$PINS/numbers" f
	refuses 2 USAGE '"name" is no integer' hist "$PINS/numbers" name
	refuses 2 USAGE 'unknown field "nope"' hist "$PINS/numbers" nope
	refuses 2 USAGE 'unknown field "nope"' hist "$PINS/numbers" n --by nope
	refuses 1 ERANGE 'a count is negative' hist "$PINS/numbers" bad
	mapctl create "$PINS/mac" type hash key u32 value 'struct { u8 mac[6]; }' entries 4
	refuses 2 USAGE '"mac" is no integer' hist "$PINS/mac" mac
	refuses 3 ENOENT 'no-such-pin' hist "$PINS/no-such-pin" n
	mapctl create "$PINS/untyped" type hash key 4 value 8 entries 4
	refuses 2 USAGE '"value" has no type' hist "$PINS/untyped" value
	run_ok mapctl hist "$PINS/untyped" value --types u32 u64
}

@test "a map that cannot be listed says why" {
	mapctl create "$PINS/bloom" type bloom_filter value u32 entries 4
	refuses 1 EOPNOTSUPP 'does not keep its values' hist "$PINS/bloom" value
}

@test "the name of a plain key or value is told to who names a field of it" {
	refuses 2 USAGE 'unknown field "nosuch"' hist "$PINS/none" nosuch
	[[ $stderr == *'"they have no fields: their own names are `key` and `value`"'* ]]
	mapctl create "$PINS/parts" type hash key 'struct { u32 a; u32 b; }' value u64 entries 4
	refuses 2 USAGE 'unknown field "nosuch"' hist "$PINS/parts" nosuch
	[[ $stderr == *'its own name is `value`; `schema` shows those of the key"'* ]]
	mapctl create "$PINS/queue" type queue value u32 entries 4
	refuses 2 USAGE 'unknown field "nosuch"' hist "$PINS/queue" nosuch
	[[ $stderr == *'"the value has no fields: its own name is `value`"'* ]]
	mapctl create "$PINS/four" type hash key u32 value 'u32[4]' entries 4
	refuses 2 USAGE 'unknown field "nosuch"' hist "$PINS/four" nosuch
	[[ $stderr == *'choose an element, as in value[0]"'* ]]
}
