#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# push, pop and peek: queues, stacks, bloom filters, user ring buffers.

load pins

setup() {
	AS=()
	EVENTS=$BUILD/tests/helpers/events
	DIR=$PINS/$BATS_TEST_NUMBER
	mkdir "$DIR"
}

teardown() {
	[ -z "${SENDER:-}" ] || kill -KILL "$SENDER"
	rm -rf "$DIR"
}

@test "a queue gives in the order it took, a stack the last first" {
	for type in queue stack; do
		mapctl create "$DIR/$type" type "$type" value 'struct { u32 id; u32 prio; }' entries 3
		run_ok mapctl push "$DIR/$type" '{id: 7, prio: 1}'
		same "$output" ''
		run_ok mapctl -j enqueue "$DIR/$type" '{"id":8}'
		same "$output" '{"changed":1}'
		run_ok mapctl push "$DIR/$type" id=9
	done
	run_ok mapctl -j peek "$DIR/queue"
	same "$output" '{"value":{"id":7,"prio":1}}'
	run_ok mapctl -j peek "$DIR/stack"
	same "$output" '{"value":{"id":9,"prio":0}}'
	same "$(for _ in 1 2 3; do mapctl -r pop "$DIR/queue" -o id; done)" '7
8
9'
	same "$(for _ in 1 2 3; do mapctl -r dequeue "$DIR/stack" -o id; done)" '9
8
7'
	for type in queue stack; do
		refuses 3 ENOENT "$type \"$type\" is empty" pop "$DIR/$type"
		refuses 3 ENOENT "$type \"$type\" is empty" peek "$DIR/$type"
	done
}

@test "full: refused, or the oldest goes" {
	mapctl create "$DIR/q" type queue value u32 entries 2
	mapctl push "$DIR/q" 1
	mapctl push "$DIR/q" 2
	refuses 1 E2BIG 'map "q" is full (max_entries 2)' push "$DIR/q" 3
	run_ok mapctl push "$DIR/q" --evict 3
	same "$(mapctl -r pop "$DIR/q")$(mapctl -r pop "$DIR/q")" 23
}

@test "--dry-run takes and adds nothing; a column that is not there costs no element" {
	mapctl create "$DIR/q" type queue value 'struct { u32 id; }' entries 2
	run_ok mapctl push --dry-run "$DIR/q" id=5
	same "$output" 'would push {id: 5}'
	refuses 3 ENOENT 'is empty' peek "$DIR/q"
	mapctl push "$DIR/q" id=5
	run_ok mapctl -r pop --dry-run "$DIR/q" -o id
	same "$output" 5
	refuses 2 USAGE nope pop "$DIR/q" -o nope
	run_ok mapctl -r pop "$DIR/q" -o id
	same "$output" 5
}

@test "a bloom filter remembers what was pushed" {
	mapctl create "$DIR/bloom" type bloom_filter value 4 entries 100
	run_ok mapctl push "$DIR/bloom" value 1 2 3 4
	run_ok mapctl lookup "$DIR/bloom" hex:01020304
	refuses 3 ENOENT '' lookup "$DIR/bloom" hex:01020305
	refuses 2 USAGE 'is no queue or stack' pop "$DIR/bloom"
	refuses 2 USAGE '--evict means nothing to maps of type bloom_filter' push --evict "$DIR/bloom" value 1 2 3 4
}

@test "what takes no values" {
	mapctl create "$DIR/h" type hash key 4 value 4 entries 1
	refuses 2 USAGE 'takes no values without a key: its type is hash' push "$DIR/h" hex:01020304
	refuses 2 USAGE 'is no queue or stack' peek "$DIR/h"
	refuses 1 EROFS 'changes maps' push "$DIR/h" hex:01020304 --readonly
}

@test "a program takes from a user ring buffer what was pushed, by the map's type, another, or bytes" {
	"$EVENTS" load "$BUILD/tests/helpers/user_ring.bpf.o" "$DIR"
	run_ok mapctl push "$DIR/commands" '{op: 1, flags: 2, arg: 3}'
	run_ok mapctl -j push "$DIR/commands" op=4
	same "$output" '{"changed":1}'
	run_ok mapctl push "$DIR/commands" --as 'struct { u32 a; u32 b; u32 c[2]; }' '{a: 5, c: [6, 7]}'
	run_ok mapctl push "$DIR/commands" --as u32 8
	run_ok mapctl push --dry-run "$DIR/commands" op=9
	"$EVENTS" once "$DIR/drain" 0 0
	run_ok mapctl -j dump "$DIR/taken"
	same "$(json 'sort_by(.key) | map(.value)')" '[{"op":1,"flags":2,"arg":3},{"op":4,"flags":0,"arg":0},{"op":5,"flags":0,"arg":30064771078},{"op":8,"flags":0,"arg":0}]'
}

@test "records without a type are bytes of any number" {
	mapctl create "$DIR/ring" type user_ringbuf entries 4096
	run_ok mapctl push "$DIR/ring" hex:0102030405
	run_ok mapctl push "$DIR/ring" value 1 2 3
	run_ok mapctl push "$DIR/ring" value hex 01 02
	refuses 2 USAGE 'the type of the value is not known' push "$DIR/ring" 5
	refuses 1 E2BIG 'a record of 5000 bytes is larger than map "ring" (4096)' push "$DIR/ring" --as 'char[5000]' x
	run_ok mapctl push "$DIR/ring" --as 'char[3000]' x
	refuses 1 ENOSPC 'has no room: programs have not taken what it holds' push "$DIR/ring" --as 'char[3000]' x
}

@test "a user ring buffer that another process writes is left alone" {
	mapctl create "$DIR/ring" type user_ringbuf entries 4096
	"$EVENTS" user "$DIR/ring" >"$BATS_TEST_TMPDIR/out" 3>&- &
	SENDER=$!
	timeout 10 sh -c 'until grep -q ready "$0"; do sleep 0.02; done' "$BATS_TEST_TMPDIR/out"
	refuses 1 EBUSY "is written by events (pid $SENDER)" push "$DIR/ring" hex:01
	kill -KILL "$SENDER"
	wait "$SENDER" || true
	SENDER=
	run_ok mapctl push "$DIR/ring" hex:01
}
