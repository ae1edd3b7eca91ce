#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# trace: the calls of other processes on maps, with keys, values and results; filters, losses, ends.

load pins

# Each test has maps of its own in $DIR
setup() {
	DIR=$PINS/$BATS_TEST_NUMBER
	mkdir "$DIR"
	MAP=$DIR/numbers
	mapctl create "$MAP" type hash key u32 value u64 entries 16
	CALLS=$BUILD/tests/helpers/calls
	ELEM=$BUILD/tests/helpers/elem
	OUT=$BATS_TEST_TMPDIR/out
	PIDS=()
}

teardown() {
	for pid in "${PIDS[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
	rm -rf "$DIR"
}

# await WORDS…: until they succeed; ten seconds at most
await() {
	for _ in {1..500}; do
		"$@" && return
		sleep 0.02
	done
	return 1
}

attached() {
	grep -qs sys_enter /proc/"$1"/fdinfo/*
}

# tracing WORDS…: mapctl in the background, its output in $OUT and $OUT.err; attached when it returns
tracing() {
	env --default-signal=INT mapctl "$@" >"$OUT" 2>"$OUT.err" 3>&- &
	TRACER=$!
	PIDS+=("$TRACER")
	await attached "$TRACER"
}

# ended [SIGNAL]: the tracer ends, by it, with status 0
ended() {
	local rc=0
	[ -z "${1:-}" ] || kill -s "$1" "$TRACER"
	wait "$TRACER" || rc=$?
	same "$rc" 0
}

# calls: what was traced, without what differs from run to run
calls() {
	jq -c 'del(.time, .pid, .fd, .comm) | .map |= .name' "$OUT"
}

@test "every kind of call, as the schema says" {
	tracing -J trace "$MAP"
	"$CALLS" each "$MAP"
	ended INT
	# a hash gives its entries in an order of its own
	same "$(calls | jq -c 'select(.call == "lookup_batch") | [.result, .count, (.key | sort), (.value | sort)]')" \
		'["ENOENT",2,[7,8],[77,88]]'
	same "$(calls | grep -v '"lookup_batch"')" '{"map":"numbers","call":"update","key":1,"value":11,"result":0}
{"map":"numbers","call":"update","key":1,"value":11,"result":"EEXIST"}
{"map":"numbers","call":"lookup","key":1,"value":11,"result":0}
{"map":"numbers","call":"lookup","key":9,"result":"ENOENT"}
{"map":"numbers","call":"get_next_key","key":null,"value":1,"result":0}
{"map":"numbers","call":"get_next_key","key":1,"result":"ENOENT"}
{"map":"numbers","call":"lookup_and_delete","key":1,"value":11,"result":0}
{"map":"numbers","call":"delete","key":1,"result":"ENOENT"}
{"map":"numbers","call":"update_batch","key":[7,8],"value":[77,88],"result":0,"count":2}
{"map":"numbers","call":"delete_batch","key":[7],"result":0,"count":1}'
	same "$(cat "$OUT.err")" 'mapctl: note: 11 calls, 0 lost'
	while read -r line; do conforms trace <<<"$line"; done <"$OUT"
	same "$(jq -r .comm "$OUT" | sort -u)" calls
	id=$(mapctl -j info "$MAP" | jq .id)
	same "$(jq .map.id "$OUT" | sort -u)" "$id"
	now=$(date +%s)
	for t in $(jq '.time | floor' "$OUT"); do [ "$t" -ge $((now - 20)) ] && [ "$t" -le "$now" ]; done
}

@test "a batch that gave nothing shows nothing, not what stood where it would have" {
	tracing -J trace "$MAP" --count 3
	"$CALLS" refused "$MAP"
	ended
	same "$(calls)" '{"map":"numbers","call":"lookup_batch","result":"EINVAL","count":0}
{"map":"numbers","call":"lookup_and_delete_batch","result":"EINVAL","count":0}
{"map":"numbers","call":"update_batch","key":[7,8],"value":[77,88],"result":"EINVAL","count":2}'
	while read -r line; do conforms trace <<<"$line"; done <"$OUT"
	tracing -J trace "$MAP" --key 8 --count 1
	"$CALLS" refused "$MAP"
	ended
	same "$(calls | jq -r .call)" update_batch
}

@test "long keys are cut, and cannot be chosen" {
	mapctl create "$DIR/long" type hash key 600 value u32 entries 2
	"$ELEM" set "$DIR/long" "$(printf '07%.0s' {1..600})" 01000000
	tracing -J trace "$DIR/long" --count 2
	"$CALLS" next "$DIR/long"
	ended
	same "$(jq -c '[.call, (.key | length), (.value | length), .cut]' "$OUT")" '["get_next_key",0,600,null]
["get_next_key",1028,0,true]'
	run_fails 2 'the keys of map "long" have 600 bytes, and only 512' \
		mapctl trace "$DIR/long" --key "hex:$(printf '07%.0s' {1..600})"
}

@test "a table, its columns, CSV; --count" {
	tracing trace "$MAP" --count 3 -o comm,map,call,key,value,result
	"$CALLS" each "$MAP"
	ended
	same "$(sed 's/ *$//' "$OUT")" 'comm  map     call   key value result
calls numbers update 1   11    0
calls numbers update 1   11    EEXIST
calls numbers lookup 1   11    0'
	same "$(cat "$OUT.err")" 'mapctl: note: 3 calls, 0 lost'
	tracing --csv trace "$MAP" --count 1 -o call,key,value
	"$CALLS" each "$MAP"
	ended
	same "$(cat "$OUT")" 'call,key,value
update,1,11'
	tracing --csv trace "$MAP" --count 11 -o call,key,value
	"$CALLS" each "$MAP"
	ended
	same "$(grep -m 1 update_batch "$OUT")" 'update_batch,"[7,8]","[77,88]"'
	tracing trace "$MAP" --count 11
	"$CALLS" each "$MAP"
	ended
	[[ $(head -n 2 "$OUT") == 'time '*' pid comm '*' fd '*' id map '*' call '*' key '*' value '*' result'*$'\n'??:??:??.??????' '*' calls '*' numbers update '* ]]
	grep -q 'update_batch (2)' "$OUT"
}

@test "a batch of many entries is cut in tables, and nowhere else" {
	local all
	mapctl create "$DIR/many" type array key u32 value u32 entries 48
	all=$(seq -s, 0 47)
	for form in '' -J --csv; do
		# shellcheck disable=SC2086 # none is no word
		tracing $form trace "$DIR/many" --count 1 -o call,key
		mapctl dump "$DIR/many" >"$OUT.dump"
		ended
		cp "$OUT" "$OUT.form$form"
	done
	same "$(sed 's/ *$//' "$OUT.form")" 'call              key
lookup_batch (48) [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …]'
	same "$(jq -c .key "$OUT.form-J")" "[$all]"
	same "$(tail -n 1 "$OUT.form--csv")" "lookup_batch,\"[$all]\""
}

@test "all maps, one process, one key" {
	mapctl create "$DIR/others" type hash key u32 value u64 entries 16
	mkfifo "$OUT.go"
	sh -c 'read line; exec "$@"' - "$CALLS" each "$MAP" <>"$OUT.go" 3>&- &
	caller=$!
	PIDS+=("$caller")
	tracing -J trace --pid "$caller"
	"$CALLS" each "$DIR/others"
	echo go >"$OUT.go"
	wait "$caller"
	ended TERM
	same "$(jq .pid "$OUT" | sort -u)" "$caller"
	same "$(jq -c '[.fd, .map, .call, .result]' "$OUT" | tail -n 1)" '[-1,null,"delete","EBADF"]'
	same "$(wc -l <"$OUT")" 12
	tracing -J trace "$MAP" --key 8
	"$CALLS" each "$MAP"
	"$CALLS" each "$DIR/others"
	"$ELEM" set "$MAP" 08000000 0100000000000000
	"$ELEM" get "$MAP" 08010000 || true
	ended INT
	same "$(jq -c 'select(.call != "get_next_key") | [.call, (.key | if type == "array" then sort else . end)]' "$OUT")" '["update_batch",[7,8]]
["lookup_batch",[7,8]]
["update",8]'
}

@test "values of all shapes: structs, per-CPU, cut, without a key, descriptors, without a type" {
	mapctl create "$DIR/structs" type hash key u32 value 'struct { u32 a; char b[4]; }' entries 4
	mapctl create "$DIR/percpu" type percpu_hash key u32 value u32 entries 4
	mapctl create "$DIR/large" type hash key 4 value 5000 entries 4
	mapctl create "$DIR/queue" type queue value u64 entries 4
	mapctl create "$DIR/inner" type array key 4 value 4 entries 1
	mapctl create "$DIR/outer" type hash_of_maps key 4 value 4 entries 4 inner pinned "$DIR/inner"
	mkdir "$DIR/named"
	"$BUILD/tests/helpers/named" "$BUILD/tests/helpers/named.bpf.o" "$DIR/named" >/dev/null
	mapctl create "$DIR/devices" type devmap key 4 value 8 entries 4
	cpus=$(sed 's/.*[-,]//' /sys/devices/system/cpu/possible)
	cpus=$((cpus + 1))
	tracing -J trace
	"$ELEM" set "$DIR/structs" 01000000 0500000061620000
	"$ELEM" set "$DIR/percpu" 01000000 "$(for ((i = 1; i <= cpus; i++)); do printf '%02x00000000000000' "$i"; done)"
	"$ELEM" set "$DIR/large" 01000000 00ff
	mapctl push "$DIR/queue" 3
	mapctl update "$DIR/outer" key 2 0 0 0 value pinned "$DIR/inner"
	mapctl update "$DIR/devices" 1 value ifname lo prog pinned "$DIR/named/pass_behind_redirect"
	ended INT
	traced() { jq -c --arg map "$1" 'select(.map.name == $map) | [.call, .key, .value, .cut]' "$OUT"; }
	same "$(traced structs)" '["update",1,{"a":5,"b":"ab"},null]'
	same "$(traced percpu)" "[\"update\",1,[$(seq -s, 1 "$cpus")],null]"
	same "$(traced large | head -c 40)" '["update","hex:01000000","hex:00ff000000'
	same "$(traced large | jq -c '[(.[2] | length), .[3]]')" '[8196,true]'
	same "$(traced queue)" '["update",null,3,null]'
	same "$(jq 'select(.map.name == "queue") | has("key")' "$OUT")" false
	[[ $(traced outer) == '["update",'*',"fd '[0-9]*'",null]' ]]
	# a descriptor, and not the program that has its number as id
	[[ $(traced devices | grep update) =~ ^'["update",1,{"ifindex":1,"prog_id":'[0-9]+'},null]'$ ]]
}

@test "calls that find no room are counted" {
	tracing -J trace "$MAP"
	kill -STOP "$TRACER"
	"$CALLS" lookups "$MAP" 150000
	kill -CONT "$TRACER"
	ended INT
	lost=$(sed -n 's/^mapctl: note: .* calls, \(.*\) lost$/\1/p' "$OUT.err")
	[ "$lost" -gt 0 ]
	same $((lost + $(wc -l <"$OUT"))) 150000
	grep -q "^mapctl: note: $lost calls lost: they came faster than they were printed$" "$OUT.err"
}

@test "a storm of calls does not keep it from ending, and nothing stays in the kernel" {
	"$CALLS" lookups "$MAP" 100000000 3>&- &
	PIDS+=("$!")
	storm=$!
	run timeout 20 mapctl -J trace "$MAP" --for 300ms
	same "$status" 0
	kill -KILL "$storm"
	gone() { ! mapctl -j list | jq -e 'any(.maps[]?.name // .[]?.name; . == "mapctl_records")' >/dev/null; }
	await gone
}

@test "words that cannot be meant, and who may not" {
	run_fails 2 '--key needs a MAP whose key it is' mapctl trace --key 1
	run_fails 2 'types can be given for one MAP only' mapctl trace --types u32 u32
	run_fails 2 'trace: takes one map, and "num*" may mean several' mapctl trace 'num*'
	run_fails 2 'key' mapctl trace "$MAP" --key x
	run_fails 3 'nothing is pinned' mapctl trace "$DIR/nope"
	run_fails 3 'there is no process 2147483647' mapctl trace --pid 2147483647
	run --separate-stderr mapctl -j trace
	same "$status$output" 2
	error_is USAGE '"--json" needs an end'
	run_fails 2 'no column "nope"' mapctl trace -o nope
	run_fails 2 '--for' mapctl trace --for never
	run_fails 1 'cannot trace system calls' unprivileged -- mapctl trace
}
