#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# update, delete and getnext: each form of data, the conditions, the notes, and what is kept.

load pins

setup() {
	mapctl create "$PINS/m" type hash entries 8 \
		key 'struct { u16 a; u16 b; }' value 'struct { u32 n; u16 m; char text[6]; }'
	mapctl create "$PINS/percpu" type percpu_array key u32 value 'struct { u32 n; u32 m; }' entries 2
	CPUS=$(mapctl -J lookup "$PINS/percpu" 0 | jq '.values | length')
}

teardown() {
	rm -rf "${PINS:?}"/*
}

elem() {
	"$BUILD/tests/helpers/elem" "$@"
}

# holds HEX: the value under the key {a: 1, b: 2}
holds() {
	same "$(elem get "$PINS/m" 01000200)" "${1// /}"
}

@test "typed, JSON and fields write the same bytes" {
	run_ok mapctl update "$PINS/m" '{a: 1, b: 2}' '{n: 7, m: 0x10, text: "Hi"}'
	same "$output" ''
	holds '07000000 1000 486900000000'
	run_ok mapctl update "$PINS/m" '{"a":1,"b":2}' '{"n":8,"m":17,"text":"Ho"}'
	holds '08000000 1100 486f00000000'
	run_ok mapctl update "$PINS/m" key.a=1 key.b=2 value.n=9 value.m=18 value.text=Hu
	holds '09000000 1200 487500000000'
	run_ok mapctl update "$PINS/m" a=1 b=2 n=10 m=19 text=He
	holds '0a000000 1300 486500000000'
	run_ok mapctl update "$PINS/m" key '{a: 1, b: 2}' value '{n: 11}'
	holds '0b000000 0000 000000000000'
}

@test "bytes in decimal and hex, as bpftool takes them, and packed" {
	run_ok mapctl update "$PINS/m" key 1 0 2 0 value 7 0 0 0 16 0 72 105 0 0 0 0
	holds '07000000 1000 486900000000'
	run_ok mapctl update "$PINS/m" key hex 01 00 02 00 value hex 08 00 00 00 11 00 48 6f 00 00 00 00
	holds '08000000 1100 486f00000000'
	run_ok mapctl update "$PINS/m" hex:01000200 hex:090000001200487500000000
	holds '09000000 1200 487500000000'
	run_ok mapctl map update pinned "$PINS/m" key 0x01 0 2 0 value hex:0a0000001300486500000000 any
	holds '0a000000 1300 486500000000'
}

@test "a literal from a file and from standard input" {
	echo '{n: 7, m: 16, text: "Hi"}' >"$BATS_TEST_TMPDIR/value"
	run_ok mapctl update "$PINS/m" '{a: 1, b: 2}' "@$BATS_TEST_TMPDIR/value"
	holds '07000000 1000 486900000000'
	run_ok bash -c "echo '{\"n\": 8}' | mapctl update $PINS/m '{a: 1, b: 2}' @-"
	holds '08000000 0000 000000000000'
	run_fails 1 'nothing-here' mapctl update "$PINS/m" '{a: 1, b: 2}' @"$BATS_TEST_TMPDIR/nothing-here"
	holds '08000000 0000 000000000000'
}

@test "fields of an entry that is there keep the rest, of a new one the rest is zero" {
	run_ok mapctl update "$PINS/m" '{a: 1, b: 2}' '{n: 7, m: 16, text: "Hi"}'
	run_ok mapctl update "$PINS/m" a=1 b=2 m=17
	holds '07000000 1100 486900000000'
	run_ok mapctl update "$PINS/m" '{a: 1, b: 2}' text=Ai n=8
	holds '08000000 1100 416900000000'
	run_ok mapctl update "$PINS/m" a=3 b=4 m=5
	same "$(elem get "$PINS/m" 03000400)" 000000000500000000000000
}

@test "noexist wants a new key, exist one that is there" {
	run_fails 3 'no' mapctl update "$PINS/m" hex:01000200 '{n: 1}' exist
	run_ok mapctl update "$PINS/m" hex:01000200 '{n: 1}' noexist
	run_fails 1 'already' mapctl update "$PINS/m" hex:01000200 '{n: 2}' noexist
	holds '01000000 0000 000000000000'
	run_ok mapctl update "$PINS/m" hex:01000200 '{n: 2}' exist
	run_ok mapctl update "$PINS/m" hex:01000200 '{n: 3}' any
	holds '03000000 0000 000000000000'
	run_ok mapctl update "$PINS/m" hex:01000200 '{n: 4}' flags exist
	run_ok mapctl update "$PINS/m" hex:01000200 '{n: 5}' flags 2
	holds '05000000 0000 000000000000'
}

@test "an update under the lock leaves the lock alone" {
	mapctl create "$PINS/locked" type hash key u32 value 'struct { struct bpf_spin_lock l; u32 n; u32 m; }' entries 2
	run_ok mapctl update "$PINS/locked" 1 '{n: 1, m: 2}'
	run_ok mapctl update "$PINS/locked" 1 '{n: 3, m: 4}' flags lock
	run_ok mapctl -J lookup "$PINS/locked" 1 flags lock
	same "$output" '{"key":1,"value":{"l":null,"n":3,"m":4}}'
	# fields are read and written under it
	run --separate-stderr mapctl --syscalls update "$PINS/locked" 1 m=9
	[ "$status" = 0 ]
	[[ ${stderr,,} == *lock* ]]
	same "$(elem get "$PINS/locked" 01000000)" 000000000300000009000000
	run_fails 2 'have no bpf_spin_lock' mapctl update "$PINS/m" hex:01000200 '{n: 4}' flags lock
	[[ $stderr == *bpf_spin_lock* ]]
}

@test "--dry-run says what would change and changes nothing" {
	run_ok mapctl --dry-run update "$PINS/m" '{a: 1, b: 2}' '{n: 7}'
	same "$output" 'would change {a: 1, b: 2}: {n: 7, m: 0, text: ""}'
	run_ok mapctl -j dump "$PINS/m"
	same "$output" '[]'
	run_ok mapctl update "$PINS/m" '{a: 1, b: 2}' '{n: 7}'
	run_ok mapctl --dry-run update "$PINS/m" a=1 b=2 text=Hi
	same "$output" 'would change {a: 1, b: 2}: {n: 7, m: 0, text: ""} -> {n: 7, m: 0, text: "Hi"}'
	run_ok mapctl -j --dry-run update "$PINS/m" a=1 b=2 text=Hi
	conforms changed <<<"$output"
	same "$output" '{"would_change":1}'
	run_ok mapctl --dry-run delete "$PINS/m" '{a: 1, b: 2}'
	same "$output" 'would change {a: 1, b: 2}: {n: 7, m: 0, text: ""} -> deleted'
	holds '07000000 0000 000000000000'
}

@test "--dry-run fails as the command itself would, to the word" {
	mapctl create "$PINS/one" type hash key u32 value u32 entries 1
	mapctl update "$PINS/one" 1 1
	mapctl create "$PINS/inner" type array key u32 value u32 entries 1
	mapctl create "$PINS/outer" type hash_of_maps key u32 value 4 entries 2 inner "$PINS/inner"
	mapctl update "$PINS/outer" key 1 0 0 0 value map pinned "$PINS/inner"
	mapctl create "$PINS/cold" type array key u32 value u32 entries 1
	mapctl freeze --yes "$PINS/cold"
	while read -r want words; do
		# shellcheck disable=SC2086 # several words
		run --separate-stderr mapctl update $words
		same "$status" "$want"
		said=$stderr
		# shellcheck disable=SC2086
		run_fails "$want" '' mapctl --dry-run update $words
		same "$stderr" "$said"
	done <<-END
		1 $PINS/one 1 2 noexist
		3 $PINS/one 2 2 exist
		1 $PINS/one 2 2
		2 $PINS/one 1 2 noexist flags exist
		1 $PINS/outer key 1 0 0 0 value map pinned $PINS/inner noexist
		3 $PINS/outer key 2 0 0 0 value map pinned $PINS/inner exist
		1 $PINS/cold 0 1
	END
	run_ok mapctl --dry-run update "$PINS/outer" key 1 0 0 0 value map pinned "$PINS/inner" exist
}

@test "what changed is said on a terminal, as {\"changed\":1} in JSON, and not elsewhere" {
	in_terminal 200 "mapctl update $PINS/m '{a: 1, b: 2}' '{n: 7}'"
	same "$output" '{a: 1, b: 2}: {n: 7, m: 0, text: ""}'
	in_terminal 200 "mapctl update $PINS/m a=1 b=2 text=Bye"
	same "$output" '{a: 1, b: 2}: {n: 7, m: 0, text: ""} -> {n: 7, m: 0, text: "Bye"}'
	in_terminal 200 "mapctl delete $PINS/m '{a: 1, b: 2}'"
	same "$output" '{a: 1, b: 2}: {n: 7, m: 0, text: "Bye"} -> deleted'
	run_ok mapctl -j update "$PINS/m" a=1 b=2 n=1
	same "$output" '{"changed":1}'
	run_ok mapctl -j delete "$PINS/m" a=1 b=2
	same "$output" '{"changed":1}'
	run_ok mapctl update "$PINS/m" a=1 b=2 n=1
	same "$output" ''
}

@test "per CPU: an update without --cpu writes every CPU and says so" {
	run --separate-stderr mapctl update "$PINS/percpu" 1 '{n: 1, m: 2}'
	[ "$status" = 0 ]
	same "$stderr" "mapctl: note: wrote all $CPUS possible CPUs"
	run_ok mapctl -J lookup "$PINS/percpu" 1
	same "$(jq -c '.values | map(.value) | unique' <<<"$output")" '[{"n":1,"m":2}]'
	same "$(jq -c '.values | map(.cpu) == [range(length)]' <<<"$output")" true
}

@test "per CPU: --cpu writes one CPU and keeps the others" {
	[ "$CPUS" -ge 2 ] || skip "one CPU only"
	run --separate-stderr mapctl update "$PINS/percpu" 1 '{n: 1, m: 2}'
	run --separate-stderr mapctl update "$PINS/percpu" 1 --cpu 1 n=9
	[ "$status" = 0 ]
	# before Linux 6.19 the kernel writes all CPUs or none
	[[ -z $stderr || $stderr == *'the others were written back as read a moment before' ]]
	run_ok mapctl -J lookup "$PINS/percpu" 1
	same "$(jq -c '[.values[0, 1].value]' <<<"$output")" '[{"n":1,"m":2},{"n":9,"m":2}]'
	run_fails 2 '"99999"' mapctl update "$PINS/percpu" 1 n=9 --cpu 99999
	run_fails 2 'one value for all CPUs' mapctl update "$PINS/m" a=1 b=2 n=9 --cpu 0
}

@test "per CPU: fields keep what each CPU has in the others" {
	[ "$CPUS" -ge 2 ] || skip "one CPU only"
	run --separate-stderr mapctl update "$PINS/percpu" 0 --cpu 0 '{n: 1, m: 10}'
	run --separate-stderr mapctl update "$PINS/percpu" 0 --cpu 1 '{n: 2, m: 20}'
	run --separate-stderr mapctl update "$PINS/percpu" 0 n=7
	run_ok mapctl -J lookup "$PINS/percpu" 0
	same "$(jq -c '[.values[0, 1].value]' <<<"$output")" '[{"n":7,"m":10},{"n":7,"m":20}]'
}

@test "delete removes an entry, and an absent one is exit 3" {
	run_ok mapctl update "$PINS/m" a=1 b=2 n=1
	run_ok mapctl delete "$PINS/m" key hex 01 00 02 00
	run_fails 3 'is not in map' mapctl delete "$PINS/m" '{a: 1, b: 2}'
	run_fails 3 'is not in map' mapctl lookup "$PINS/m" '{a: 1, b: 2}'
	run_fails 2 'array' mapctl delete "$PINS/percpu" 0
}

@test "getnext goes through all keys to the end, exit 3" {
	mapctl create "$PINS/keys" type hash key u32 value u32 entries 16
	for key in 3 1 4 15 9; do mapctl update "$PINS/keys" $key 0; done
	found=()
	run --separate-stderr mapctl -r getnext "$PINS/keys"
	while [ "$status" = 0 ]; do
		found+=("$output")
		run --separate-stderr mapctl -r getnext "$PINS/keys" "$output"
	done
	[ "$status" = 3 ]
	[ -z "$output" ]
	same "$(printf '%s\n' "${found[@]}" | sort -n | tr '\n' ' ')" '1 3 4 9 15 '
	run_ok mapctl -j getnext "$PINS/keys" "${found[0]}"
	same "$output" "{\"next_key\":${found[1]},\"key\":${found[0]}}"
	run_fails 3 '' mapctl getnext "$PINS/m"
	run_ok mapctl -r getnext "$PINS/percpu" 0
	same "$output" 1
	run --separate-stderr mapctl -r getnext "$PINS/keys" 77
	same "$output" "${found[0]}"
	same "$stderr" 'mapctl: note: key 77 is not in map "keys": the next one is the map'"'s first"
}

@test "a path's control bytes do not reach the terminal" {
	local path="$PINS/e"$'\x1b'"c"
	mapctl create "$path" type hash key u32 value u32 entries 1 name e
	run_ok mapctl --dry-run unpin --yes "$path"
	[[ "$output" == *"would be unpinned from $PINS/e\\x1bc" ]]
	mapctl unpin --yes "$path"
}

@test "a full map and an index beyond the array are refused" {
	mapctl create "$PINS/one" type hash key u32 value u32 entries 1
	run_ok mapctl update "$PINS/one" 1 1
	run_fails 1 'full' mapctl update "$PINS/one" 2 1
	run_ok mapctl update "$PINS/one" 1 2
	run_fails 2 'index 2 is out of range' mapctl update "$PINS/percpu" 2 n=1
}

@test "a frozen map is not written, and still read" {
	mapctl create "$PINS/cold" type array key u32 value u32 entries 1
	run_ok mapctl update "$PINS/cold" 0 5
	run_ok mapctl freeze --yes "$PINS/cold"
	run_fails 1 'frozen' mapctl update "$PINS/cold" 0 6
	run_ok mapctl -r lookup "$PINS/cold" 0
	same "$output" 5
}

@test "in an lpm_trie a prefix is an entry of its own, not the shorter one that lookup finds" {
	trie=$PINS/trie
	mapctl create "$trie" type lpm_trie flags no_prealloc entries 8 \
		key 'struct { u32 prefixlen; __be32 addr; }' value 'struct { u32 n; u32 m; }'
	mapctl update "$trie" 10.0.0.0/8 n=1 m=2
	in_terminal 200 "mapctl update $trie 10.1.0.0/16 n=5"
	same "$output" '10.1.0.0/16: {n: 5, m: 0}'
	in_terminal 200 "mapctl update $trie 10.1.0.0/16 m=6"
	same "$output" '10.1.0.0/16: {n: 5, m: 0} -> {n: 5, m: 6}'
	run_ok mapctl update "$trie" 10.2.0.0/16 n=1 noexist --dry-run
	run_fails 3 'key 10.2.0.0/16 is not in map' mapctl update "$trie" 10.2.0.0/16 n=1 exist --dry-run
	run_fails 3 'key 10.2.0.0/16 is not in map "trie"' mapctl delete "$trie" 10.2.0.0/16 --dry-run
	run --separate-stderr mapctl getnext "$trie" 10.2.0.0/16
	[[ $stderr == *'key 10.2.0.0/16 is not in map "trie"'* ]]
	in_terminal 200 "mapctl delete $trie 10.0.0.0/8"
	same "$output" '10.0.0.0/8: {n: 1, m: 2} -> deleted'
	run_ok mapctl update "$trie" 10.1.0.0/16 n=7 exist --dry-run
	run_ok mapctl dump "$trie" --csv --hints --no-header
	same "$output" '10.1.0.0/16,5,6'
}

@test "--readonly and MAPCTL_READONLY refuse what writes, and nothing else" {
	run_ok mapctl update "$PINS/m" '{a: 1, b: 2}' '{n: 7}'
	run_fails 1 '--readonly forbids that' mapctl --readonly update "$PINS/m" a=1 b=2 n=8
	run_fails 1 '--readonly forbids that' mapctl --readonly delete "$PINS/m" a=1 b=2
	run_fails 1 'MAPCTL_READONLY' env MAPCTL_READONLY=1 mapctl update "$PINS/m" a=1 b=2 n=8
	run_fails 1 'MAPCTL_READONLY' env MAPCTL_READONLY=1 mapctl create "$PINS/new" type hash key u32 value u32 entries 1
	run_fails 1 'MAPCTL_READONLY' env MAPCTL_READONLY=1 mapctl unpin --yes "$PINS/m"
	holds '07000000 0000 000000000000'
	run_ok env MAPCTL_READONLY=1 mapctl -r lookup "$PINS/m" a=1 b=2 -o n
	same "$output" 7
	run_ok mapctl --readonly -r dump "$PINS/m" -o n
	same "$output" 7
}

@test "--syscalls shows the calls, keys and values decoded" {
	run --separate-stderr mapctl --syscalls update "$PINS/m" '{a: 1, b: 2}' '{n: 7}'
	[ "$status" = 0 ]
	[ -z "$output" ]
	[[ $stderr == *UPDATE_ELEM*'{a: 1, b: 2}'*'{n: 7, m: 0, text: ""}'* ]]
}
