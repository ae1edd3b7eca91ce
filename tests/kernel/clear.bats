#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# clear: every type that can be emptied, what refuses, and what is told when it is interrupted.

load pins

setup() {
	AS=()
	DIR=$PINS/$BATS_TEST_NUMBER
	mkdir "$DIR"
}

teardown() {
	rm -rf "$DIR"
}

# filled TYPE: a map of that type with the keys 1, 2 and 3
filled() {
	mapctl create "$DIR/$1" type "$1" key u32 value u64 entries 5000
	for key in 1 2 3; do mapctl update "$DIR/$1" "$key" 7 2>/dev/null; done
}

@test "the hash family loses its entries" {
	for type in hash percpu_hash lru_hash lru_percpu_hash; do
		filled "$type"
		run_ok mapctl -j clear --yes "$DIR/$type"
		same "$output" '{"changed":3}'
		run_ok mapctl -j dump "$DIR/$type"
		same "$output" '[]'
		run_ok mapctl -j clear --yes "$DIR/$type"
		same "$output" '{"changed":0}'
	done
}

@test "an lpm_trie loses its entries, though its keys cannot be walked while they go" {
	mapctl create "$DIR/trie" type lpm_trie key 'struct { u32 prefixlen; u8 data[4]; }' \
		value u32 entries 4000 flags no_prealloc
	for net in {0..199}; do mapctl update "$DIR/trie" "10.$net.0.0/16" 1; done
	run_ok mapctl -j clear --yes "$DIR/trie"
	same "$output" '{"changed":200}'
	run_ok mapctl -j dump "$DIR/trie"
	same "$output" '[]'
}

@test "queues and stacks are taken empty, without reading their order" {
	for type in queue stack; do
		mapctl create "$DIR/$type" type "$type" value u32 entries 8
		for n in 1 2 3 4 5; do mapctl push "$DIR/$type" "$n"; done
		run_ok mapctl -j clear --yes "$DIR/$type"
		same "$output" '{"changed":5}'
		run_fails 3 'is empty' mapctl peek "$DIR/$type"
	done
}

@test "slots of objects are emptied, and only full ones count" {
	mapctl create "$DIR/inner" type hash key u32 value u32 entries 4
	mapctl create "$DIR/outer" type array_of_maps key u32 value u32 entries 4 inner "$DIR/inner"
	mapctl update "$DIR/outer" 2 "$DIR/inner"
	run_ok mapctl -j clear --yes "$DIR/outer"
	same "$output" '{"changed":1}'
	run_ok mapctl -j dump "$DIR/outer"
	same "$output" '[]'
	for type in sockmap prog_array perf_event_array devmap devmap_hash; do
		mapctl create "$DIR/$type" type "$type" key u32 value u32 entries 4 2>/dev/null
		run_ok mapctl -j clear --yes "$DIR/$type"
		same "$output" '{"changed":0}'
		refuses 3 ENOENT "key 3 is not in map \"$type\"" delete "$DIR/$type" 3
	done
	for size in 4 8; do
		mapctl create "$DIR/cpus$size" type cpumap key 4 value $size entries 1
		run_ok mapctl -j clear --yes "$DIR/cpus$size"
		same "$output" '{"changed":0}'
		refuses 3 ENOENT 'key 0 is not in map' delete "$DIR/cpus$size" 0
		mapctl create "$DIR/dev$size" type devmap key 4 value $size entries 4
		for slot in 1 3; do mapctl update "$DIR/dev$size" $slot value ifname lo; done
		run_ok mapctl -j delete "$DIR/dev$size" 3
		same "$output" '{"changed":1}'
		run_ok mapctl -j clear --yes "$DIR/dev$size"
		same "$output" '{"changed":1}'
	done
}

@test "of an xskmap the kernel does not tell which slots were empty, which is said" {
	mapctl create "$DIR/xsk" type xskmap key 4 value 4 entries 4
	run --separate-stderr mapctl delete "$DIR/xsk" 3
	[ "$status" = 0 ]
	same "$stderr" 'mapctl: note: the kernel does not tell whether slot 3 was empty'
	run --separate-stderr mapctl -j clear --yes "$DIR/xsk"
	[ "$status" = 0 ]
	same "$output" '{"changed":4}'
	same "$stderr" 'mapctl: note: every slot counts: the kernel does not tell which were empty'
}

@test "--zero keeps the entries: arrays have no other way" {
	mapctl create "$DIR/array" type array key u32 value u64 entries 3
	mapctl update "$DIR/array" 1 7
	refuses 2 USAGE 'cannot be cleared: its type is array' clear --yes "$DIR/array"
	[[ $stderr == *'--zero writes zeroes'* ]]
	run_ok mapctl -j clear --yes --zero "$DIR/array"
	same "$output" '{"changed":3}'
	run_ok mapctl -j dump "$DIR/array"
	same "$(json '[.[].value]')" '[0,0,0]'
	filled percpu_hash
	run_ok mapctl -j clear --yes --zero "$DIR/percpu_hash"
	same "$output" '{"changed":3}'
	run_ok mapctl -j dump "$DIR/percpu_hash"
	same "$(json '[.[].values[].value] | add')" 0
	same "$(json length)" 3
}

@test "what cannot be cleared says so and what to do" {
	mapctl create "$DIR/ring" type ringbuf entries 4096
	refuses 2 USAGE 'its type is ringbuf' clear --yes "$DIR/ring"
	refuses 2 USAGE "cannot be made zero" clear --yes --zero "$DIR/ring"
	mapctl create "$DIR/task" type task_storage key int value u32 entries 0 flags no_prealloc
	refuses 2 USAGE 'its type is task_storage' clear --yes "$DIR/task"
	[[ $stderr == *'delete task KEY'* ]]
	mapctl create "$DIR/queue" type queue value u32 entries 4
	refuses 2 USAGE "cannot be made zero" clear --yes --zero "$DIR/queue"
}

@test "it asks first: --yes, a y on the terminal, or nothing is changed" {
	filled hash
	refuses 2 USAGE 'needs --yes where nobody can be asked: map "hash"' clear "$DIR/hash"
	NO_COLOR=1 run "$TOP/tests/pty" 80 24 "mapctl clear $DIR/hash" \
		await 'delete all 3 entries? [y/N]' key 'n
' await 'not confirmed: nothing was changed' end
	[[ $output == 'status 1'* ]]
	run_ok mapctl -j dump "$DIR/hash" --keys
	same "$(json length)" 3
	NO_COLOR=1 run "$TOP/tests/pty" 80 24 "mapctl clear $DIR/hash" \
		await 'delete all 3 entries? [y/N]' key 'y
' await '3 entries deleted' end
	[[ $output == 'status 0'* ]]
	run_ok mapctl -j dump "$DIR/hash"
	same "$output" '[]'
}

@test "--dry-run counts and changes nothing; frozen and read-only maps refuse" {
	filled hash
	run_ok mapctl -j clear --dry-run "$DIR/hash"
	same "$output" '{"would_change":3}'
	run_ok mapctl clear --dry-run "$DIR/hash"
	[[ $output == 'map "hash" (id '*'): 3 entries would be deleted' ]]
	refuses 1 EROFS 'forbids' --readonly clear --yes "$DIR/hash"
	mapctl freeze --yes "$DIR/hash"
	refuses 1 EPERM 'map "hash" is frozen' clear --dry-run "$DIR/hash"
	refuses 1 EPERM 'map "hash" is frozen' clear --yes "$DIR/hash"
}

@test "--dry-run counts what no system call lists" {
	mapctl create "$DIR/jobs" type queue value u32 entries 4
	for value in 5 6 7; do mapctl push "$DIR/jobs" $value; done
	run_ok mapctl -j clear --dry-run "$DIR/jobs"
	same "$output" '{"would_change":3}'
	same "$(mapctl -r peek "$DIR/jobs")" 5
	mapctl create "$DIR/groups" type cgroup_array key u32 value u32 entries 4 2>/dev/null
	run_ok mapctl -j clear --dry-run "$DIR/groups"
	same "$output" '{"would_change":0}'
}

@test "interrupted it says how many entries were done, and what is left can be cleared" {
	mapctl create "$DIR/big" type array key u32 value u64 entries 50000000
	mapctl clear --yes --zero "$DIR/big" 2>"$BATS_TEST_TMPDIR/err" &
	interrupt $!
	grep -qE '^mapctl: clear: after [0-9]+ entries: interrupted$' "$BATS_TEST_TMPDIR/err"
	run_ok mapctl lookup "$DIR/big" 0
}
