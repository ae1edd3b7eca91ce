#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# update and lookup where keys or values are kernel objects: programs, maps, cgroups, tasks, interfaces.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	PROG=$("$BUILD/tests/helpers/prog" t1object "$PINS/prog")
	mapctl create "$PINS/inner" type hash key u32 value u32 entries 4 name t1objinner
	INNER=$(mapctl -r info "$PINS/inner" -o id)
	export PROG INNER
}

@test "prog_array: programs by id, name and pin, with and without the word prog" {
	mapctl create "$PINS/progs" type prog_array key 4 value 4 entries 8
	run_ok mapctl update "$PINS/progs" 0 value prog id "$PROG"
	run_ok mapctl update "$PINS/progs" 1 value prog pinned "$PINS/prog"
	run_ok mapctl update "$PINS/progs" 2 value prog name t1object
	run_ok mapctl update "$PINS/progs" 3 value id "$PROG"
	run_ok mapctl map update pinned "$PINS/progs" key 4 0 0 0 value pinned "$PINS/prog"
	run_ok mapctl update "$PINS/progs" 5 value t1object
	run_ok mapctl -J dump "$PINS/progs"
	same "$(jq -c .key <<<"$output" | tr '\n' ' ')" '0 1 2 3 4 5 '
	same "$(jq -c .value.id <<<"$output" | sort -u)" "$PROG"
	run_ok mapctl -j lookup "$PINS/progs" 0
	same "$output" "{\"key\":0,\"value\":{\"id\":$PROG,\"name\":\"t1object\"}}"
	run_ok mapctl delete "$PINS/progs" 0
	run_fails 3 'key 0' mapctl lookup "$PINS/progs" 0
}

@test "prog_array: what is no program is refused" {
	mapctl create "$PINS/refuse" type prog_array key 4 value 4 entries 8
	run_fails 3 '"nobody"' mapctl update "$PINS/refuse" 0 value prog name nobody
	run_fails 3 '4294967295' mapctl update "$PINS/refuse" 0 value prog id 4294967295
	run_fails 2 '4294967296' mapctl update "$PINS/refuse" 0 value prog id 4294967296
	run --separate-stderr mapctl update "$PINS/refuse" 0 value prog pinned "$PINS/inner"
	[ "$status" = 1 ]
	run_ok mapctl -j dump "$PINS/refuse"
	same "$output" '[]'
}

@test "map in map: inner maps by name, id and pin" {
	mapctl create "$PINS/outer" type array_of_maps key 4 value 4 entries 8 inner "$PINS/inner"
	run_ok mapctl update "$PINS/outer" 0 value map name t1objinner
	run_ok mapctl update "$PINS/outer" 1 value map id "$INNER"
	run_ok mapctl update "$PINS/outer" 2 value map pinned "$PINS/inner"
	run_ok mapctl update "$PINS/outer" 3 value pinned "$PINS/inner"
	run_ok mapctl update "$PINS/outer" 4 value "$PINS/inner"
	run_ok mapctl -J dump "$PINS/outer"
	same "$(jq -c '[.key, .value.id, .value.name]' <<<"$output")" "[0,$INNER,\"t1objinner\"]
[1,$INNER,\"t1objinner\"]
[2,$INNER,\"t1objinner\"]
[3,$INNER,\"t1objinner\"]
[4,$INNER,\"t1objinner\"]"
	mapctl create "$PINS/other" type array key u32 value u64 entries 4
	run --separate-stderr mapctl update "$PINS/outer" 5 value map pinned "$PINS/other"
	[ "$status" = 1 ]
	[[ $stderr == *'hint:'* ]]
	run_fails 3 '' mapctl lookup "$PINS/outer" 5
}

@test "cgroup_array takes directories of cgroup v2" {
	root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	[ -n "$root" ] || skip "cgroup v2 is not mounted"
	mapctl create "$PINS/cgroups" type cgroup_array key 4 value 4 entries 2
	run_ok mapctl update "$PINS/cgroups" 0 value cgroup "$root"
	run_ok mapctl update "$PINS/cgroups" 1 value "$root"
	run_fails 1 '"/tmp"' mapctl update "$PINS/cgroups" 0 value cgroup /tmp
	run_ok mapctl -J lookup "$PINS/cgroups" 0
	same "$output" "{\"key\":0,\"value\":{\"id\":$(stat -c %i "$root"),\"path\":\"/\"}}"
	run_ok mapctl delete "$PINS/cgroups" 1
	run_fails 3 'key 1 is not in map' mapctl lookup "$PINS/cgroups" 1
}

@test "task_storage has processes as keys" {
	mapctl create "$PINS/tasks" type task_storage key int value 'struct { u32 n; u32 m; }' flags no_prealloc
	run_fails 3 'pid' mapctl lookup "$PINS/tasks" key pid $$
	run_ok mapctl update "$PINS/tasks" key pid $$ value '{n: 1, m: 2}'
	run_ok mapctl update "$PINS/tasks" key pid $$ value.m=3
	run_ok mapctl -J lookup "$PINS/tasks" key pid $$ -o value
	same "$output" '{"value":{"n":1,"m":3}}'
	run_ok mapctl delete "$PINS/tasks" key pid $$
	run_fails 3 'pid' mapctl lookup "$PINS/tasks" key pid $$
	run_fails 3 '4194304' mapctl update "$PINS/tasks" key pid 4194304 value '{n: 1}'
}

@test "inode_storage has files as keys" {
	mapctl create "$PINS/inodes" type inode_storage key int value u32 flags no_prealloc
	touch "$BATS_TEST_TMPDIR/file"
	run_ok mapctl update "$PINS/inodes" key file "$BATS_TEST_TMPDIR/file" value 7
	run_ok mapctl -r lookup "$PINS/inodes" key file "$BATS_TEST_TMPDIR/file"
	same "$output" 7
	run_fails 3 'nothing' mapctl lookup "$PINS/inodes" key file "$BATS_TEST_TMPDIR/nothing"
}

@test "devmap takes interfaces by name and by number" {
	mapctl create "$PINS/dev" type devmap key 4 value 4 entries 4
	run_ok mapctl update "$PINS/dev" 0 value ifname lo
	run_ok mapctl update "$PINS/dev" 1 value lo
	run_ok mapctl update "$PINS/dev" 2 1
	run_ok mapctl -J dump "$PINS/dev"
	lo='{"ifindex":1,"name":"lo"}'
	same "$output" "{\"key\":0,\"value\":$lo}
{\"key\":1,\"value\":$lo}
{\"key\":2,\"value\":$lo}"
	run_fails 3 'nolink0' mapctl update "$PINS/dev" 3 value ifname nolink0
	run_ok mapctl delete "$PINS/dev" 0
	run_ok mapctl -r dump "$PINS/dev" --keys
	same "$output" '1
2'
}
