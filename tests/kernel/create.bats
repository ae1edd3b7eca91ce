#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# create: every map type of the kernel, typed where it takes types, and each refusal explained.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	mapctl create "$PINS/inner" type array key u32 value u32 entries 1
}

setup() {
	AS=()
	MAP=$PINS/map
}

teardown() {
	rm -f "$PINS"/map*
}

# made TYPE "COLUMNS" WORDS…: creates $MAP, whose type, key, value and max are then COLUMNS
made() {
	local type=$1 columns=$2
	shift 2
	run --separate-stderr mapctl create "$MAP" type "$type" "$@"
	[ "$status" = 0 ] || { echo "$type $*: $stderr"; return 1; }
	same "$(mapctl --csv --no-header list "$MAP" -o type,key,value,key_size,value_size,max)" "$type,$columns"
	rm "$MAP"
}

# typed TYPE …: made, without a word on standard error
typed() {
	made "$@" || return 1
	[ -z "$stderr" ] || { echo "$1: $stderr"; return 1; }
}

# untyped TYPE …: made, with a note that types were left out
untyped() {
	made "$@" || return 1
	same "$stderr" "mapctl: note: made without types, which the kernel does not take for maps of type $1"
}

@test "the kinds of hash and array, with types and with sizes" {
	for type in hash lru_hash percpu_hash lru_percpu_hash array percpu_array; do
		typed $type 'u32,u64,4,8,8' key u32 value u64 entries 8
		typed $type ',,4,8,8' key 4 value 8 entries 8
	done
	typed prog_array 'u32,u32,4,4,8' key u32 value u32 entries 8
	typed lpm_trie 'struct {…},u32,8,4,2' key 'struct { u32 prefixlen; __be32 addr; }' value u32 \
		entries 2 flags no_prealloc
	typed lpm_trie ',,8,4,2' key 8 value 4 entries 2 flags no_prealloc
	typed reuseport_sockarray 'u32,u64,4,8,2' key u32 value u64 entries 2
	typed cgroup_storage 'struct bpf_cgroup_storage_key,u64,16,8,0' \
		key 'struct bpf_cgroup_storage_key' value u64
	typed percpu_cgroup_storage 'u64,u64,8,8,0' key u64 value u64
}

@test "queues, rings, filters and arenas, which have no keys" {
	for type in queue stack; do
		typed $type 'struct none,u64,0,8,2' value u64 entries 2
		typed $type ',,0,8,2' value 8 entries 2
	done
	typed bloom_filter ',u64,0,8,100' value u64 entries 100
	typed bloom_filter ',,0,8,100' value 8 entries 100 extra 3
	typed ringbuf ',,0,0,4096' entries 4Ki
	typed ringbuf ',,0,0,262144' entries 256Ki
	typed ringbuf 'struct none,struct {…}[0],0,0,4096' entries 4096 value 'struct { u32 a; }'
	typed user_ringbuf ',,0,0,8192' entries 8192
	typed arena ',,0,0,10' entries 10 flags mmapable
}

@test "local storages" {
	for type in sk_storage inode_storage task_storage cgrp_storage; do
		typed $type 'int,u64,4,8,0' key int value u64 flags no_prealloc
	done
}

@test "maps that take no types are made without, and say so" {
	for type in perf_event_array cgroup_array devmap devmap_hash sockmap sockhash cpumap xskmap; do
		untyped $type ',,4,4,2' key u32 value u32 entries 2
		typed $type ',,4,4,2' key 4 value 4 entries 2
	done
	untyped stack_trace ',,4,128,2' key u32 value 'u64[16]' entries 2
	for type in array_of_maps hash_of_maps; do
		untyped $type ',,4,4,2' key u32 value u32 entries 2 inner "$PINS/inner"
		typed $type ',,4,4,2' key 4 value 4 entries 2 inner_map pinned "$PINS/inner"
	done
}

@test "a type by its number" {
	run_ok mapctl create "$MAP" type 27 entries 4096
	same "$(mapctl -r info "$MAP" -o type)" ringbuf
}

@test "types, flags and what a type needs are checked before the kernel is asked" {
	refuses 2 USAGE 'unknown map type "hsh"' create "$MAP" type hsh key 4 value 4 entries 1
	refuses 2 USAGE 'lpm_trie need the flag no_prealloc' create "$MAP" type lpm_trie key 8 value 4 entries 1
	refuses 2 USAGE 'key "u64": in lpm_trie maps the key is a struct' \
		create "$MAP" type lpm_trie key u64 value 4 entries 1 flags no_prealloc
	refuses 2 USAGE 'key "4": in lpm_trie maps the key is 5 to 260 bytes' \
		create "$MAP" type lpm_trie key 4 value 4 entries 1 flags no_prealloc
	refuses 2 USAGE 'entries 1000: the size of a ringbuf is a power of two and at least one page' \
		create "$MAP" type ringbuf entries 1000
	refuses 2 USAGE 'entries 2048: the size of a ringbuf' create "$MAP" type ringbuf entries 2048
	refuses 2 USAGE 'key "4": maps of type ringbuf have no key' create "$MAP" type ringbuf key 4 entries 4096
	refuses 2 USAGE 'key "4": maps of type queue have no key' create "$MAP" type queue key 4 value 4 entries 1
	refuses 2 USAGE 'bloom_filter have no key' create "$MAP" type bloom_filter key 4 value 4 entries 1
	refuses 2 USAGE 'extra 16: a bloom filter has at most 15 hash functions' \
		create "$MAP" type bloom_filter value 4 entries 1 extra 16
	refuses 2 USAGE 'arena need the flag mmapable' create "$MAP" type arena entries 1
	refuses 2 USAGE 'struct_ops cannot be made on their own' \
		create "$MAP" type struct_ops key u32 value 8 entries 1
	refuses 2 USAGE 'key "u64" has 8 bytes: in array maps the key is 4 bytes' \
		create "$MAP" type array key u64 value 4 entries 1
	refuses 2 USAGE 'value "7": in stack_trace maps the value is a multiple of 8 bytes' \
		create "$MAP" type stack_trace key 4 value 7 entries 1
	refuses 2 USAGE 'value "8": in perf_event_array maps the value is 4 bytes' \
		create "$MAP" type perf_event_array key 4 value 8 entries 1
	refuses 2 USAGE 'key "u32" has 4 bytes: in cgroup_storage maps the key is 8 or 16 bytes' \
		create "$MAP" type cgroup_storage key u32 value 8
	refuses 2 USAGE 'maps of type hash need a key' create "$MAP" type hash value 4 entries 1
	refuses 2 USAGE 'maps of type hash need a value' create "$MAP" type hash key 4 entries 1
	refuses 2 USAGE 'needs "type TYPE"' create "$MAP" key 4 value 4 entries 1
}

@test "storages need BTF and no_prealloc, and take no entries" {
	for type in sk_storage inode_storage task_storage cgrp_storage; do
		refuses 2 USAGE "key \"4\": maps of type $type are made with C types" \
			create "$MAP" type $type key 4 value 8 flags no_prealloc
		refuses 2 USAGE "maps of type $type need the flag no_prealloc" \
			create "$MAP" type $type key int value u64
		refuses 2 USAGE "entries 5: maps of type $type have no limit" \
			create "$MAP" type $type key int value u64 entries 5 flags no_prealloc
		refuses 2 USAGE "in $type maps the key is 4 bytes" \
			create "$MAP" type $type key u64 value u64 flags no_prealloc
	done
}

@test "maps of maps need an inner map that can be one" {
	refuses 2 USAGE 'hash_of_maps need an inner map' create "$MAP" type hash_of_maps key 4 value 4 entries 1
	refuses 3 ENOENT 'no map is named "create_none"' \
		create "$MAP" type array_of_maps key 4 value 4 entries 1 inner create_none
	refuses 2 USAGE 'maps of type hash hold no maps' \
		create "$MAP" type hash key 4 value 4 entries 1 inner "$PINS/inner"
	mapctl create "$PINS/map_progs" type prog_array key 4 value 4 entries 1
	refuses 2 USAGE "maps of type prog_array cannot be held by a map" \
		create "$MAP" type array_of_maps key 4 value 4 entries 1 inner "$PINS/map_progs"
	mapctl create "$PINS/map_outer" type array_of_maps key 4 value 4 entries 1 inner "$PINS/inner"
	refuses 2 USAGE "maps of type array_of_maps cannot be held by a map" \
		create "$MAP" type hash_of_maps key 4 value 4 entries 1 inner "$PINS/map_outer"
}

@test "names: the pin's by default, cut with a note; given ones are checked" {
	mapctl create "$MAP" type hash key 4 value 4 entries 1
	same "$(mapctl -r info "$MAP" -o name)" map
	run --separate-stderr mapctl create "$PINS/map-with_a_long_name" type hash key 4 value 4 entries 1
	[ "$status" = 0 ]
	[[ $stderr == 'mapctl: note: the map is named "map_with_a_long"'* ]]
	run_ok mapctl create "$PINS/map_b" type hash key 4 value 4 entries 1 name some.name_15ch
	same "$(mapctl -r info "$PINS/map_b" -o name)" some.name_15ch
	refuses 2 USAGE 'name "a-b": the kernel takes no "-"' \
		create "$PINS/map_c" type hash key 4 value 4 entries 1 name a-b
	refuses 2 USAGE 'name "abcdefghijklmnop" has 16 characters' \
		create "$PINS/map_c" type hash key 4 value 4 entries 1 name abcdefghijklmnop
	refuses 2 USAGE 'name "ä"' create "$PINS/map_c" type hash key 4 value 4 entries 1 name ä
}

@test "sizes that no kernel takes" {
	refuses 1 E2BIG 'value 4294967295 bytes' create "$MAP" type hash key 4 value 4294967295 entries 1
	refuses 2 USAGE '"4294967296"' create "$MAP" type hash key 4 value 4294967296 entries 1
	refuses 1 E2BIG 'value 4800000 bytes' create "$MAP" type hash key 4 value 'u64[600000]' entries 1
}

@test "flags by name and by number" {
	run_ok mapctl create "$MAP" type array key 4 value 4 entries 1 flags mmapable,rdonly_prog
	same "$(mapctl -j list "$MAP" | jq -c '.[0].flags')" '["rdonly_prog","mmapable"]'
	run_ok mapctl create "$PINS/map_b" type hash key 4 value 4 entries 1 flags 1
	same "$(mapctl -j list "$PINS/map_b" | jq -c '.[0].flags')" '["no_prealloc"]'
	refuses 2 USAGE 'unknown map flag "nope"' create "$PINS/map_c" type hash key 4 value 4 entries 1 flags nope
	refuses 2 USAGE 'rdonly and wronly exclude each other' \
		create "$PINS/map_c" type hash key 4 value 4 entries 1 flags 0x18
	refuses 2 USAGE 'mmapable' create "$PINS/map_c" type hash key 4 value 4 entries 1 flags mmapable
}

@test "--mode, and 0600 without" {
	mapctl create "$MAP" type hash key 4 value 4 entries 1 --mode 0444
	same "$(stat -c %a "$MAP")" 444
	mapctl create "$PINS/map_b" type hash key 4 value 4 entries 1
	same "$(stat -c %a "$PINS/map_b")" 600
	refuses 2 USAGE '--mode "888"' create "$PINS/map_c" type hash key 4 value 4 entries 1 --mode 888
	refuses 2 USAGE '--mode "rw"' create "$PINS/map_c" type hash key 4 value 4 entries 1 --mode rw
}

@test "--dry-run makes nothing, and refuses what create would" {
	before=$(pins_state)
	run_ok mapctl create --dry-run "$MAP" type hash key u32 value u32 entries 1
	same "$output" "hash map \"map\" pinned at $MAP: would be created"
	run_ok mapctl -j create --dry-run "$MAP" type hash key u32 value u32 entries 1
	same "$output" '{"would_change":1}'
	run_fails 1 'no such directory' mapctl create --dry-run "$PINS/none/x" type hash key 4 value 4 entries 1
	run_fails 2 'no_prealloc' mapctl create --dry-run "$MAP" type lpm_trie key 8 value 4 entries 1
	same "$(pins_state)" "$before"
	run_ok mapctl -j create "$MAP" type hash key u32 value u32 entries 1
	same "$output" '{"changed":1}'
}

@test "C types that are refused, each with its reason" {
	check() { refuses 2 USAGE "$1" create "$MAP" type hash key u32 value "$2" entries 1; }
	check 'unknown type "u33"' u33
	check '"struct nope" is not defined here' 'struct nope'
	check '"int *" is a pointer' 'int *'
	check '"char *name" is a pointer' 'struct { char *name; }'
	check 'missing' 'struct {'
	check "missing ';'" 'struct { u32 a }'
	check 'the member "a" is there twice' 'struct { u32 a; u32 a; }'
	check 'the bitfield "a" is wider' 'struct { u32 a:33; }'
	check 'the array "a" has a negative size' 'struct { u32 a[-1]; }'
	check 'the array "a" is larger' 'struct { u32 a[99999999999]; }'
	check '"struct {}" has no size' 'struct {}'
	check '"void" has no size' void
	check '"long double" is no type' 'long double'
	check 'the type is empty' ''
	refuses 1 EINVAL 'cannot load the BTF' create "$MAP" type hash key u32 entries 1 \
		value 'struct { u32 a:3; u32 b:3; struct bpf_spin_lock lock; }'
	[[ $stderr == *'bpf_spin_lock'* ]]
}

KEY='struct { struct in6_addr src; __be16 port; u8 proto; }'
VALUE='struct { enum { OFF, ON = 5, BIG = 0x100000000 } state; int neg:3; unsigned a:1, b:28;
	struct { u8 x, y; }; union { u32 id; u8 raw[4]; }; u16 m[2][3]; struct item { u32 k; } items[2];
	pid_t pid; bool ok; char name[5]; double d; float f; s128 wide; u8 rest[]; }'

@test "C types of every kind: bitfields, enums, unnamed members, arrays of arrays, the kernel's types" {
	run_ok mapctl create "$MAP" type hash key "$KEY" value "$VALUE" entries 1
	same "$(mapctl -r list "$MAP" -o key_size)/$(mapctl -r list "$MAP" -o value_size)" 20/96
	run_ok mapctl update "$MAP" '{src: "::1", port: 80, proto: tcp}' '{state: ON, neg: -4, a: 1, b: 5,
		x: 1, y: 2, id: 0x04030201, m: [[1, 2, 3], [4, 5, 6]], items: [{k: 8}, {k: 9}], pid: -5, ok: true,
		name: hello, d: 1.5, f: 0.1, wide: -2}'
	value=0500000000000000 # state
	value+=5c0000000102 # neg, a, b; x, y
	value+=0000 # padding
	value+=01020304010002000300040005000600 # id, m
	value+=0800000009000000fbffffff01 # items, pid, ok
	value+=68656c6c6f000000000000 # name, padding
	value+=000000000000f83fcdcccc3d # d, f
	value+=000000000000000000000000 # padding
	value+=feffffffffffffffffffffffffffffff # wide
	same "$("$BUILD/tests/helpers/rawdump" "$MAP" | tail -n 1)" \
		" 0000000000000000000000000000000100500600 = $value"
	run_ok mapctl -J dump "$MAP"
	same "$(json .key)" '{"src":{"in6_u":{"u6_addr8":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1],"u6_addr16":[0,0,0,0,0,0,0,1],"u6_addr32":[0,0,0,1]}},"port":80,"proto":6}'
	same "$(json .value)" '{"state":"ON","neg":-4,"a":1,"b":5,"x":1,"y":2,"id":67305985,"raw":[1,2,3,4],"m":[[1,2,3],[4,5,6]],"items":[{"k":8},{"k":9}],"pid":-5,"ok":true,"name":"hello","d":1.5,"f":0.1,"wide":-2,"rest":[]}'
}

@test "what schema prints can be given to create again, and makes the same schema" {
	mapctl create "$MAP" type hash key "$KEY" value "$VALUE" entries 1
	schema=$(mapctl schema "$MAP")
	[[ $schema == *'struct in6_addr {'*'} key;'*'int neg : 3;'*'/* 2 bytes of padding */'*'} value;' ]]
	run_ok mapctl -j schema "$MAP"
	run_ok mapctl create "$PINS/map_b" type hash key "$(jq -r .key.c <<<"$output")" \
		value "$(jq -r .value.c <<<"$output")" entries 1
	same "$(mapctl schema "$PINS/map_b")" "$schema"
}

@test "a bpf_spin_lock and a bpf_timer" {
	run_ok mapctl create "$MAP" type hash key u32 entries 1 \
		value 'struct { u64 hits; struct bpf_spin_lock lock; struct bpf_timer timer; }'
	run_ok mapctl update "$MAP" 1 hits=5 flags lock
	run_ok mapctl -J lookup "$MAP" 1
	same "$output" '{"key":1,"value":{"hits":5,"lock":null,"timer":null}}'
}

@test "--btf: types from an object file" {
	printf '%s\n' 'struct mine { int a; unsigned char b[3]; enum color { RED, BLUE } c; };' \
		'struct mine m;' >"$BATS_TEST_TMPDIR/mine.c"
	clang -target bpf -g -O2 -c "$BATS_TEST_TMPDIR/mine.c" -o "$BATS_TEST_TMPDIR/mine.o"
	run_ok mapctl create "$MAP" type hash key u32 value 'struct mine' entries 1 --btf "$BATS_TEST_TMPDIR/mine.o"
	run_ok mapctl update "$MAP" 1 '{a: -1, b: [1, 2, 3], c: BLUE}'
	run_ok mapctl -J lookup "$MAP" 1
	same "$output" '{"key":1,"value":{"a":-1,"b":[1,2,3],"c":"BLUE"}}'
	refuses 2 USAGE '"struct mine" is not defined here' \
		create "$PINS/map_b" type hash key u32 value 'struct mine' entries 1
	refuses 1 ENOENT '"/nonexistent"' \
		create "$PINS/map_b" type hash key u32 value 'struct mine' entries 1 --btf /nonexistent
	run_fails 1 'there is no BTF in' \
		mapctl create "$PINS/map_b" type hash key u32 value 'struct mine' entries 1 \
		--btf "$BATS_TEST_TMPDIR/mine.c"
}
