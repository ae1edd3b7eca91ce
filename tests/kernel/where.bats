#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# --where: dump shows, and delete removes, exactly the entries that a condition holds for.
# What conditions mean is the business of tests/unit/test_expr.c.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	export M=$PINS/flows
}

setup() {
	AS=()
	mapctl create "$M" type hash entries 16 name whereflows \
		key 'struct { __be32 saddr; u16 port; u8 proto; }' \
		value 'struct { u64 packets; s32 delta; char comm[16]; bool up; }'
	for n in 1 2 3 4 5; do
		mapctl update "$M" "{saddr: 10.0.0.$n, port: $n, proto: $((n % 2 ? 6 : 17))}" \
			"{packets: ${n}0, delta: -$n, comm: \"p $n\", up: $((n % 2))}"
	done
}

teardown() {
	rm -f "$M" "$PINS"/x*
}

# ports WORDS…: the ports of the entries that are left or shown, in their order
ports() {
	mapctl -r dump "$M" -o port "$@" | sort -n | paste -sd' '
}

@test "dump shows what the condition holds for, in every form" {
	same "$(ports --where 'packets > 20 && proto == tcp')" "3 5"
	run_ok mapctl dump "$M" --where 'packets > 40'
	same "$output" "saddr    port proto packets delta comm  up
10.0.0.5    5 tcp        50    -5 \"p 5\" true"
	run_ok mapctl -j dump "$M" --where 'packets > 40'
	conforms dump <<<"$output"
	same "$(json '[.[].key.port]')" '[5]'
	run_ok mapctl -J dump "$M" --where 'packets > 90'
	same "$output" ""
	run_ok mapctl -j dump "$M" --where 'packets > 90'
	same "$output" "[]"
	run_ok mapctl --csv dump "$M" --where 'comm == "p 2"' -o port,comm
	same "$output" $'port,comm\n2,p 2'
	run_ok mapctl -J dump "$M" --keys --where 'packets == 10'
	same "$output" '{"key":{"saddr":167772161,"port":1,"proto":6}}'
	run_ok mapctl -J dump "$M" --values --where 'port == 1' -o packets
	same "$output" '{"packets":10}'
}

@test "words need no quotes where the operators are words" {
	same "$(ports --where packets gt 20 and not proto eq udp)" "3 5"
	run_ok mapctl dump --where packets gt 40 -J "$M" --keys
	same "$(json .key.port)" 5
	run_ok mapctl dump --where up and packets lt 20 --keys -J "$M"
	same "$(json .key.port)" 1
	same "$(ports --where='delta == -3')" 3
	same "$(ports --where packets \> 30)" "4 5"
}

@test "a condition that is none is refused before anything is printed" {
	refuses 2 USAGE '--where: "packets" is a number, not a condition' dump "$M" --where packets
	refuses 2 USAGE '--where: value: unknown field "pakets"' dump "$M" --where 'pakets > 1'
	refuses 2 USAGE 'key.port: "70000" is out of range (0..65535)' dump "$M" --where 'port > 70000'
	refuses 2 USAGE '"--where" is given twice' dump "$M" --where up --where up
	refuses 2 USAGE '"--where" needs EXPR' dump "$M" --where
	refuses 2 USAGE 'no option "--where"' lookup "$M" --where up
}

@test "what cannot be calculated is left out, and counted" {
	run --separate-stderr mapctl -r dump "$M" -o port --where '100 / (packets - 30) > 0'
	same "$status" 0
	same "$(sort <<<"$output" | paste -sd' ')" "4 5"
	same "$stderr" \
		"mapctl: note: --where divides by zero or overflows in 1 entry, which is left out"
	run_ok mapctl -r dump "$M" -o port --where 'packets != 30 && 100 / (packets - 30) > 0'
}

@test "per-CPU values count by their sum, or as --cpu says" {
	mapctl create "$PINS/x" type percpu_hash key u32 value 'struct { u64 n; char who[8]; }' entries 4
	for key in 1 2; do mapctl update "$PINS/x" "$key" "{n: $key}" 2>/dev/null; done
	cpus=$(mapctl -J lookup "$PINS/x" 1 | jq '.values | length')
	run_ok mapctl -J dump "$PINS/x" --keys --where "n == $((2 * cpus))"
	same "$output" '{"key":2}'
	run_ok mapctl -J dump "$PINS/x" --cpu 0 --where 'n == 2 and who eq ""'
	same "$output" '{"key":2,"cpu":0,"value":{"n":2,"who":""}}'
	run_ok mapctl -J dump "$PINS/x" --cpu max --keys --where 'n == 1'
	same "$output" '{"key":1}'
	refuses 2 USAGE '"who" has a value for each CPU' dump "$PINS/x" --where 'who == x'
}

@test "maps without types, of types, and of kernel objects" {
	mapctl create "$PINS/x1" type hash key 2 value 2 entries 4
	mapctl update "$PINS/x1" hex:0a00 hex:0102
	mapctl update "$PINS/x1" hex:0b00 hex:0304
	run_ok mapctl -J dump "$PINS/x1" --where 'value == hex:0304'
	same "$output" '{"key":"hex:0b00","value":"hex:0304"}'
	run_ok mapctl -J dump "$PINS/x1" --types u16 'struct { u8 a; u8 b; }' --where 'b > 2'
	same "$output" '{"key":11,"value":{"a":3,"b":4}}'
	mapctl create "$PINS/x2" type array_of_maps key u32 value u32 entries 4 inner "$PINS/x1"
	mapctl update "$PINS/x2" 2 "$PINS/x1"
	run_ok mapctl -J dump "$PINS/x2" --where 'key >= 2'
	same "$(json .key)" 2
	run_ok mapctl -J dump "$PINS/x2" --where 'key < 2'
	same "$output" ""
	mapctl create "$PINS/x4" type queue value u32 entries 4
	for n in 1 2 3; do mapctl push "$PINS/x4" "$n"; done
	run_ok mapctl -r dump "$PINS/x4" -o value --where 'value != 2'
	same "$output" $'1\n3'
	refuses 2 USAGE '"key" is not a number' dump "$PINS/x4" --where 'value == key'
	mapctl create "$PINS/x3" type array key u32 value u32 entries 4
	run_ok mapctl -r dump "$PINS/x3" -o key --where 'key ge 1 and key le 2 and value eq 0'
	same "$output" $'1\n2'
}

@test "maps of a glob are each asked" {
	for n in 1 2; do
		mapctl create "$PINS/xg$n" type hash key u32 value 'struct { u32 n; }' entries 4 \
			name "whereglob$n"
		for key in 1 2 3; do mapctl update "$PINS/xg$n" "$key" "{n: $((n * key))}"; done
	done
	run_ok mapctl -j dump 'whereglob*' --where 'n == 2'
	same "$(json '[.[] | [.map.name, .entries[].key]]')" '[["whereglob1",2],["whereglob2",1]]'
}

@test "delete --where removes what it holds for, and nothing else" {
	run_ok mapctl -j delete "$M" --where 'packets < 30' --yes
	conforms changed <<<"$output"
	same "$output" '{"changed":2}'
	same "$(ports)" "3 4 5"
	run_ok mapctl delete --yes "$M" --where proto eq udp
	same "$output" ""
	same "$(ports)" "3 5"
	run_ok mapctl -j delete "$M" --where 'packets > 1000' -y
	same "$output" '{"changed":0}'
	same "$(ports)" "3 5"
}

@test "of slots, prefixes and values for each CPU only those go that it holds for" {
	mapctl create "$PINS/xinner" type array key u32 value u32 entries 1
	mapctl create "$PINS/xouter" type array_of_maps key u32 value u32 entries 8 inner "$PINS/xinner"
	for slot in 1 3 6; do mapctl update "$PINS/xouter" "$slot" "$PINS/xinner"; done
	run_ok mapctl -j delete "$PINS/xouter" --where 'key == 3' --yes
	same "$output" '{"changed":1}'
	same "$(mapctl -r dump "$PINS/xouter" -o key | paste -sd' ')" "1 6"
	mapctl create "$PINS/xdev" type devmap key u32 value u32 entries 4
	for slot in 0 2; do mapctl update "$PINS/xdev" "$slot" value ifname lo; done
	run_ok mapctl -j delete "$PINS/xdev" --where 'key > 0' --yes
	same "$output" '{"changed":1}'
	same "$(mapctl -J dump "$PINS/xdev" | jq -c .key)" 0
	mapctl create "$PINS/xtrie" type lpm_trie key 'struct { u32 prefixlen; u8 data[4]; }' \
		value u32 entries 8 flags no_prealloc
	for net in 10.0.0.0/8 10.1.0.0/16 10.1.1.0/24; do mapctl update "$PINS/xtrie" "$net" 7; done
	refuses 2 USAGE 'has a length, which is not the address'"'s" \
		delete "$PINS/xtrie" --where 'data == 10.1.0.0/16' --yes
	run_ok mapctl -j delete "$PINS/xtrie" --where 'key == 10.1.0.0/16 && value == 7' --yes
	same "$output" '{"changed":1}'
	same "$(mapctl -J --hints dump "$PINS/xtrie" | jq -r .key | sort | paste -sd' ')" \
		"10.0.0.0/8 10.1.1.0/24"
	mapctl create "$PINS/xpercpu" type percpu_hash key u32 value u64 entries 4
	for key in 1 2; do mapctl update "$PINS/xpercpu" "$key" "$key" --cpu 0 2>/dev/null; done
	run_ok mapctl -j delete "$PINS/xpercpu" --where 'value == 2' --yes
	same "$(mapctl -J dump "$PINS/xpercpu" | jq -c .key)" 1
}

@test "--recursive shows the inner maps of the entries that it holds for" {
	mapctl create "$PINS/xinner1" type array key u32 value u32 entries 1
	mapctl create "$PINS/xinner2" type array key u32 value u32 entries 1
	mapctl create "$PINS/xouter" type array_of_maps key u32 value u32 entries 8 inner "$PINS/xinner1"
	for slot in 1 2; do mapctl update "$PINS/xouter" "$slot" "$PINS/xinner$slot"; done
	run_ok mapctl dump "$PINS/xouter" --recursive --where 'key == 2'
	[[ $output == *xinner2* && $output != *xinner1* ]]
	run_ok mapctl -j dump "$PINS/xouter" --recursive --where 'key == 2'
	same "$(json '[.[].value.name]')" '["xinner2"]'
}

@test "of a glob the map that has no such field keeps nobody from the others" {
	mapctl create "$PINS/xg1" type hash key u32 value 'struct { u32 n; }' entries 4 name wherelack1
	mapctl create "$PINS/xg2" type hash key u32 value 'struct { u32 m; }' entries 4 name wherelack2
	mapctl update "$PINS/xg1" 1 '{n: 1}'
	mapctl update "$PINS/xg2" 2 '{m: 2}'
	run --separate-stderr mapctl -j dump 'wherelack*' --where 'm == 2'
	same "$status" 1
	same "$(json '[.[] | [.map.name, (.entries[] | .key // .error.code)]]')" \
		'[["wherelack1","USAGE"],["wherelack2",2]]'
}

@test "delete --where wants --yes, and says how many it is about" {
	refuses 2 USAGE 'needs --yes where nobody can be asked: map "whereflows" (id ' \
		delete "$M" --where 'packets < 30'
	run_fails 2 'delete 2 entries?' mapctl delete "$M" --where 'packets < 30'
	run_ok mapctl -j delete "$M" --where 'packets < 30' --dry-run
	same "$output" '{"would_change":2}'
	same "$(ports)" "1 2 3 4 5"
	run in_terminal 80 "echo n | mapctl delete $M --where up"
	same "$(ports)" "1 2 3 4 5"
}

@test "delete --where refuses what cannot be deleted, and words that contradict" {
	refuses 2 USAGE '--where goes without a key' delete "$M" 1 --where up --yes
	refuses 2 USAGE 'needs "KEY"' delete "$M"
	refuses 1 EROFS '"delete" changes maps' --readonly delete "$M" --where up --yes
	mapctl create "$PINS/xarray" type array key u32 value u32 entries 4
	refuses 2 USAGE 'no entry of map "xarray" can be deleted' delete "$PINS/xarray" --where 'value == 0' -y
	mapctl create "$PINS/xqueue" type queue value u32 entries 4
	refuses 2 USAGE 'no entry of map "xqueue" can be deleted' delete "$PINS/xqueue" --where 'value == 0' -y
	mapctl freeze --yes "$M"
	refuses 1 EPERM 'frozen' delete "$M" --where up --yes
	refuses 1 EPERM 'frozen' delete "$M" --where up --dry-run
}

@test "a hundred thousand entries: half of them go, each once" {
	mapctl create "$PINS/x" type hash key u32 value u64 entries 100000
	seq 0 99999 | awk -v map="$PINS/x" '{ print "update", map, $1, $1 % 7 }' | mapctl
	run_ok mapctl -j delete "$PINS/x" --yes --where 'key % 2 == 1'
	same "$output" '{"changed":50000}'
	same "$(mapctl -r dump "$PINS/x" -o key | awk '{ odd += $1 % 2 } END { print NR, odd + 0 }')" \
		"50000 0"
	run_ok mapctl -J dump "$PINS/x" --where 'value == 6 && key < 100'
	same "$(wc -l <<<"$output")" 7
}

@test "interrupted it says how many are gone, and goes on when it is typed again" {
	mapctl create "$PINS/x" type hash key u32 value u64 entries 300000
	seq 0 299999 | sed "s|.*|update $PINS/x & 1|" | mapctl
	mapctl delete "$PINS/x" --yes --where 'value == 1' 2>"$BATS_TEST_TMPDIR/err" 3>&- &
	pid=$!
	# as soon as one is gone
	while mapctl lookup "$PINS/x" 0 >/dev/null 2>&1 && mapctl lookup "$PINS/x" 299999 >/dev/null 2>&1 &&
		kill -0 $pid 2>/dev/null; do :; done
	kill -INT $pid
	rc=0
	wait $pid || rc=$?
	if [ "$rc" = 130 ]; then
		grep -q 'after [0-9]* entries: interrupted' "$BATS_TEST_TMPDIR/err"
		gone=$(sed -n 's/.*after \([0-9]*\) entries.*/\1/p' "$BATS_TEST_TMPDIR/err")
		same "$(mapctl -r dump "$PINS/x" -o key | wc -l)" "$((300000 - gone))"
	else
		same "$rc" 0 # it was faster than the signal
	fi
	run_ok mapctl delete "$PINS/x" --yes --where 'value == 1'
	same "$(mapctl -j dump "$PINS/x")" "[]"
}

@test "a value is read once more right before its entry goes, where the condition asks for it" {
	run --separate-stderr mapctl --syscalls delete "$M" --yes --where 'packets == 20'
	same "$(grep -oE '(LOOKUP|DELETE)_ELEM' <<<"$stderr" | paste -sd' ')" "LOOKUP_ELEM DELETE_ELEM"
	same "$(ports)" "1 3 4 5"
	run --separate-stderr mapctl --syscalls delete "$M" --yes --where 'port == 3'
	same "$(grep -oE '(LOOKUP|DELETE)_ELEM' <<<"$stderr" | paste -sd' ')" "DELETE_ELEM"
	same "$(ports)" "1 4 5"
}

@test "a batch file deletes by a condition, too" {
	printf 'delete %s --where packets ge 40 --yes\ndump %s --where up --keys -J\n' "$M" "$M" \
		>"$BATS_TEST_TMPDIR/batch"
	run_ok mapctl batch "$BATS_TEST_TMPDIR/batch"
	same "$(json .key.port | sort | paste -sd' ')" "1 3"
	run_fails 2 'needs --yes' mapctl batch - <<<"delete $M --where up"
	run_ok mapctl batch --dry-run - <<<"delete $M --where up --yes"
	same "$(ports)" "1 2 3"
}
