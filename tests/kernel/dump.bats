#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# dump: its forms, its order, its columns, and what happens when nobody takes what it prints.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	mapctl create "$PINS/flows" type hash entries 16 \
		key 'struct { __be32 saddr; u16 dport; u16 vlan; }' value 'struct { u64 packets; char note[8]; }'
	mapctl update "$PINS/flows" '{saddr: 10.0.0.2, dport: 80, vlan: 0}' '{packets: 20, note: "web"}'
	mapctl update "$PINS/flows" '{saddr: 10.0.0.1, dport: 443, vlan: 1}' '{packets: 3, note: "a,\"b\""}'
	mapctl update "$PINS/flows" '{saddr: 9.0.0.1, dport: 53, vlan: 0}' '{packets: 1000}'
	mapctl create "$PINS/signed" type hash key s32 value u32 entries 8
	for key in 5 -1 10 -20 0; do mapctl update "$PINS/signed" $key 1; done
	mapctl create "$PINS/none" type hash key u32 value u32 entries 4
}

@test "a table has a column a leaf, and is sorted by key" {
	run_ok mapctl dump "$PINS/flows"
	same "$output" 'saddr    dport vlan packets note
9.0.0.1     53    0    1000 ""
10.0.0.1   443    1       3 "a,\"b\""
10.0.0.2    80    0      20 "web"'
}

@test "signed keys are sorted as numbers" {
	run_ok mapctl dump "$PINS/signed" --keys --no-header
	same "$output" '-20
 -1
  0
  5
 10'
}

@test "--no-sort leaves the kernel's order" {
	run_ok mapctl -r dump "$PINS/signed" --keys --no-sort
	sorted=$(sort -n <<<"$output" | tr '\n' ' ')
	same "$sorted" '-20 -1 0 5 10 '
	kernel=$(mapctl -J dump "$PINS/signed" --keys | jq .key)
	same "$output" "$kernel"
}

@test "leaves that don't fit the terminal go back into their structs" {
	in_terminal 200 "mapctl dump $PINS/flows"
	same "${output%%$'\n'*}" 'saddr    dport vlan packets note'
	in_terminal 30 "mapctl dump $PINS/flows"
	same "$(head -1 <<<"$output" | sed 's/  */ /')" 'key value'
	[[ $output == *'{saddr: 10.0.0.2, dport: 80, vlan: 0}'*'{packets: 20, note: "web"}'* ]]
}

@test "wide structs are columns at 200 columns and whole at 80" {
	mapctl create "$PINS/wide" type array key u32 entries 1 \
		value 'struct { u64 first_counter; u64 second_counter; u64 third_counter; u64 fourth_counter; u64 fifth_counter; u64 sixth_counter; }'
	in_terminal 200 "mapctl dump $PINS/wide"
	same "${output%%$'\n'*}" 'key first_counter second_counter third_counter fourth_counter fifth_counter sixth_counter'
	in_terminal 80 "mapctl dump $PINS/wide"
	[[ ${output%%$'\n'*} == 'key value'* ]]
}

@test "-j is one document, -p the same indented, -J one value a line" {
	run_ok mapctl -j dump "$PINS/flows"
	conforms dump <<<"$output"
	[ "$(wc -l <<<"$output")" = 1 ]
	document=$(json 'sort_by(.value.packets)')
	same "$document" '[{"key":{"saddr":167772161,"dport":443,"vlan":1},"value":{"packets":3,"note":"a,\"b\""}},{"key":{"saddr":167772162,"dport":80,"vlan":0},"value":{"packets":20,"note":"web"}},{"key":{"saddr":150994945,"dport":53,"vlan":0},"value":{"packets":1000,"note":""}}]'
	run_ok mapctl -p dump "$PINS/flows"
	conforms dump <<<"$output"
	[ "$(wc -l <<<"$output")" -gt 20 ]
	same "$(json 'sort_by(.value.packets)')" "$document"
	run_ok mapctl -J dump "$PINS/flows"
	[ "$(wc -l <<<"$output")" = 3 ]
	same "$(jq -sc 'sort_by(.value.packets)' <<<"$output")" "$document"
}

@test "--hints puts addresses into JSON" {
	run_ok mapctl -J --hints dump "$PINS/flows"
	same "$(jq -r .key.saddr <<<"$output" | sort)" '10.0.0.1
10.0.0.2
9.0.0.1'
}

@test "--csv has a column a leaf, named in full, and quotes what needs it" {
	run_ok mapctl --csv dump "$PINS/flows"
	same "$(head -1 <<<"$output")" 'key.saddr,key.dport,key.vlan,value.packets,value.note'
	same "$(tail -n +2 <<<"$output" | sort)" '150994945,53,0,1000,
167772161,443,1,3,"a,""b"""
167772162,80,0,20,web'
	run_ok mapctl --csv --no-header dump "$PINS/signed"
	[ "$(wc -l <<<"$output")" = 5 ]
	same "$(sort -n <<<"$output" | head -1)" '-20,1'
}

@test "-r is one column, without quotes and header" {
	# an empty line may be the last one, which $output would lose
	same "$(mapctl -r dump "$PINS/flows" -o note | sort | tr '\n' '|')" '|a,"b"|web|'
	run_fails 2 'one column' mapctl -r dump "$PINS/flows"
}

@test "the header is bold on a terminal, unless NO_COLOR is set" {
	run script -qec "stty cols 80; mapctl dump $PINS/signed" /dev/null
	[[ $output == *$'\e[1m'* ]]
	run script -qec "stty cols 80; NO_COLOR=1 mapctl dump $PINS/signed" /dev/null
	[[ $output != *$'\e'* ]]
	run_ok mapctl dump "$PINS/signed"
	[[ $output != *$'\e'* ]]
}

@test "--csv has text that would not show, or would read as a literal, in quotes of its own" {
	mapctl create "$PINS/odd" type array key u32 value 'char[8]' entries 4
	mapctl update "$PINS/odd" 0 '"a\nb"'
	mapctl update "$PINS/odd" 1 '"\"q\""'
	mapctl update "$PINS/odd" 2 '"ü, ß"'
	run_ok mapctl --csv --no-header dump "$PINS/odd"
	same "$output" '0,"""a\nb"""
1,"""\""q\"""""
2,"ü, ß"
3,'
}

@test "-r refuses text that would break its line" {
	mapctl create "$PINS/lines" type array key u32 value 'char[8]' entries 1
	mapctl update "$PINS/lines" 0 '"a\nb"'
	run --separate-stderr mapctl -r dump "$PINS/lines" --values
	[ "$status" = 1 ]
	[ -z "$output" ]
	run_ok mapctl -J dump "$PINS/lines"
	same "$output" '{"key":0,"value":"a\nb"}'
}

@test "-o chooses columns in every form, fields of fields among them" {
	run_ok mapctl dump "$PINS/flows" -o note,key.dport,value.packets
	same "$output" 'note      key.dport value.packets
""               53          1000
"a,\"b\""       443             3
"web"            80            20'
	run_ok mapctl -J dump "$PINS/flows" -o dport,value
	same "$(sort <<<"$output" | head -1)" '{"dport":443,"value":{"packets":3,"note":"a,\"b\""}}'
	key=$(mapctl --csv --no-header dump "$PINS/flows" --no-sort -o key | head -n 1)
	[[ $key == '"{""saddr"":'* ]]
	same "$(mapctl --csv --no-header getnext "$PINS/flows")" "$key"
	run_ok mapctl --csv dump "$PINS/flows" -o packets
	same "$(sort <<<"$output")" '1000
20
3
packets'
	run_fails 2 'column "colour"' mapctl dump "$PINS/flows" -o saddr,colour
	run_fails 2 'column "cpu"' mapctl dump "$PINS/flows" -o cpu
	run_fails 2 'empty column' mapctl dump "$PINS/flows" -o saddr,,dport
}

@test "--keys and --values print one side in every form" {
	run_ok mapctl dump "$PINS/flows" --keys --no-header
	same "$(head -1 <<<"$output" | tr -s ' ')" '9.0.0.1 53 0'
	run_ok mapctl -J dump "$PINS/signed" --keys
	same "$(sort <<<"$output" | head -1)" '{"key":-1}'
	run_ok mapctl -J dump "$PINS/signed" --values
	same "$(sort -u <<<"$output")" '{"value":1}'
	run_ok mapctl --csv dump "$PINS/signed" --values
	same "$(sort -u <<<"$output")" '1
value'
	run_ok mapctl -r dump "$PINS/signed" --values
	same "$(sort -u <<<"$output")" 1
}

@test "an empty map is an empty document, exit 0" {
	run_ok mapctl dump "$PINS/none"
	same "$output" ''
	run_ok mapctl -j dump "$PINS/none"
	same "$output" '[]'
	run_ok mapctl -J dump "$PINS/none"
	same "$output" ''
	run_ok mapctl --csv dump "$PINS/none"
	same "$output" 'key,value'
	run_ok mapctl -r dump "$PINS/none" --keys
	same "$output" ''
}

@test "5,000 entries: nothing is lost, and the columns keep their places" {
	mapctl create "$PINS/many" type array entries 5000 key u32 value 'struct { u32 a; u64 b; }'
	run_ok mapctl dump "$PINS/many"
	[ "$(wc -l <<<"$output")" = 5001 ]
	# the first 1,000 rows fix the columns: keys of four digits don't move those that came before
	same "$(head -1001 <<<"$output" | cut -c 4-5 | sort -u)" ' 0
 a'
	same "$(awk '{print $1}' <<<"$output" | tail -n +2 | sort -n | uniq | wc -l)" 5000
	run_ok mapctl -j dump "$PINS/many"
	same "$(json '[.[].key] == [range(5000)]')" true
	mapctl create "$PINS/hashed" type hash entries 5000 key u32 value u32
	"$BUILD/tests/helpers/elem" fill "$PINS/hashed" 01000000 3000
	run_ok mapctl -J dump "$PINS/hashed"
	same "$(jq -c .key <<<"$output" | sort -n | uniq | wc -l)" 3000
}

@test "/dev/full is exit 1 in each form, also for one row" {
	for form in '' -j -p -J --csv '-r --keys'; do
		for map in signed many; do
			# shellcheck disable=SC2086
			run bash -c "mapctl $form dump $PINS/$map >/dev/full"
			[ "$status" = 1 ]
			[[ $output == *'o space left'* ]]
		done
	done
}

@test "a closed standard output is exit 1 in each form" {
	for form in '' -j -p -J --csv '-r --keys'; do
		run bash -c "mapctl $form dump $PINS/signed >&-"
		[ "$status" = 1 ]
		[ -n "$output" ]
	done
}

@test "a closed pipe ends it quietly" {
	for form in '' -j -J --csv '-r --keys'; do
		run bash -c "mapctl $form dump $PINS/many | head -1 | wc -l; echo \${PIPESTATUS[0]}"
		[ "${lines[0]}" = 1 ]
		[[ ${lines[1]} == 141 || ${lines[1]} == 0 ]]
		[ "${#lines[@]}" = 2 ]
	done
}

@test "what a name says reaches the terminal escaped" {
	mapctl create "$PINS/escape" type array key u32 value 'char[8]' entries 1
	mapctl update "$PINS/escape" 0 '"\x1b[31mred"'
	for form in '' -j --csv; do
		in_terminal 80 "mapctl --no-header $form dump $PINS/escape"
		[[ $output == *x1b* || $output == *u001b* ]]
		[[ $output != *$'\x1b'* ]] || { printf 'raw escape in form "%s": %q\n' "$form" "$output"; return 1; }
	done
}
