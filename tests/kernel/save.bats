#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# save and restore: maps there and back to the byte, what cannot be, files that are whole or not there,
# and snapshots that are broken, hostile or of another map.

load ../lib
load ../values

setup_file() {
	kernel_or_skip
	pins_begin
}

teardown_file() {
	pins_end
}

setup() {
	AS=()
	DIR=$PINS/$BATS_TEST_NUMBER
	mkdir "$DIR"
	mkdir "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work" || return 1
}

teardown() {
	rm -rf "$DIR"
}

# A map with the entries 1: 7, 2: 7 and 3: 7
filled() {
	mapctl create "$DIR/$1" type "${2:-hash}" key u32 value u64 entries "${3:-8}"
	for key in 1 2 3; do mapctl update "$DIR/$1" "$key" 7 2>/dev/null; done
}

# The bytes of pinned maps, without their paths and in the order of the keys
bytes() {
	"$BUILD/tests/helpers/rawdump" "$@" | sed -E "s,^$DIR/[^ ]*,,; s/ id [0-9]+//" | sort
}

# edited SNAPSHOT CODE: the snapshot after the python CODE has changed `lines`, with the end it needs
edited() {
	python3 - "$1" "$2" <<-'END'
		import json, sys, zlib
		lines = open(sys.argv[1]).read().splitlines()[:-1]
		head = json.loads(lines[0])
		exec(sys.argv[2])
		lines[0] = json.dumps(head)
		text = "".join(line + "\n" for line in lines)
		print(text, end="")
		print(json.dumps({"entries": len(lines) - 1, "crc32": "%08x" % zlib.crc32(text.encode())}))
	END
}

@test "every type that can be saved comes back to the byte, with its definition and types" {
	mapctl create "$DIR/hash" type hash key 'struct { __be32 a; u16 b; }' \
		value 'struct { u8 a; char t[6]; u32 c; }' entries 9 flags no_prealloc,rdonly_prog
	mapctl create "$DIR/lru_hash" type lru_hash key u32 value u64 entries 20
	mapctl create "$DIR/percpu_hash" type percpu_hash key u64 value 'struct { u32 n; u8 x; }' entries 9
	mapctl create "$DIR/lru_percpu_hash" type lru_percpu_hash key 3 value 5 entries 20
	mapctl create "$DIR/array" type array key u32 value 'enum state { OFF, ON }' entries 5 flags mmapable
	mapctl create "$DIR/percpu_array" type percpu_array key u32 value u16 entries 3
	mapctl create "$DIR/lpm_trie" type lpm_trie key 'struct { u32 prefixlen; __be32 addr; }' value u32 \
		entries 9 flags no_prealloc
	mapctl update "$DIR/hash" key hex 01 02 03 04 05 06 aa bb value hex 01 cc dd ee 41 00 42 43 ff ff ff ff
	mapctl update "$DIR/hash" '{a: 10.0.0.1, b: 2}' '{a: 1, t: "x", c: 3}'
	mapctl update "$DIR/lru_hash" 1 18446744073709551615
	mapctl update "$DIR/percpu_hash" 5 '{n: 6, x: 7}' --cpu 1
	mapctl update "$DIR/lru_percpu_hash" hex:010203 hex:0102030405 2>/dev/null
	mapctl update "$DIR/array" 4 ON
	mapctl update "$DIR/percpu_array" 2 258 --cpu 0
	mapctl update "$DIR/lpm_trie" 10.1.0.0/16 2
	mapctl update "$DIR/lpm_trie" 0.0.0.0/0 1
	for type in hash lru_hash percpu_hash lru_percpu_hash array percpu_array lpm_trie; do
		run_ok mapctl save "$DIR/$type" "$type"
		same "$output" ""
		run_ok mapctl restore "$type" --pin "$DIR/${type}_2"
		same "$output" ""
		same "$(bytes "$DIR/${type}_2")" "$(bytes "$DIR/$type")"
		what='.[0] | [.name[:15], .type, .flags, .key_type, .value_type, .max_entries]'
		same "$(mapctl -j list "$DIR/${type}_2" | jq -c "$what")" \
			"$(mapctl -j list "$DIR/$type" | jq -c "$what")"
	done
	same "$(mapctl schema "$DIR/hash_2")" "$(mapctl schema "$DIR/hash")"
}

@test "a snapshot is JSON lines: what the map is, each entry's bytes, and zlib's crc32 of all before" {
	mapctl create "$DIR/words" type percpu_hash key u32 value 'struct { u8 a; u16 b; }' entries 8
	mapctl update "$DIR/words" 1 '{a: 1, b: 515}' 2>/dev/null
	mapctl save "$DIR/words" words
	while read -r line; do conforms snapshot <<<"$line"; done <words
	run_ok sed -n 2p words
	cpus=$(jq -s '.[0].possible_cpus' words)
	same "$(json .key)" '"hex:01000000"'
	same "$(json '.values | unique')" '["hex:01000302"]'
	same "$(json '.values | length')" "$cpus"
	run_ok sed -n 1p words
	same "$(json '[.mapctl, .map.name, .map.type, .map.key_size, .map.value_size, .map.flags, .map.key_type]')" \
		'[1,"words","percpu_hash",4,4,[],"u32"]'
	jq -r .btf <<<"$output" | base64 -d | head -c 2 | od -An -tx1 | grep -qE '9f eb|eb 9f'
	same "$(sed -n 3p words)" "{\"entries\":1,\"crc32\":\"$(head -n 2 words |
		python3 -c 'import sys, zlib; print("%08x" % zlib.crc32(sys.stdin.buffer.read()))')\"}"
	mapctl create "$DIR/plain" type array key 4 value 3 entries 1
	run_ok mapctl save "$DIR/plain"
	same "$(jq -s '.[0] | has("btf") or (.map | has("key_type"))' <<<"$output")" false
	conforms snapshot <<<"${lines[0]}"
	same "${lines[1]}" '{"key":"hex:00000000","value":"hex:000000"}'
}

@test "no map is saved that could not be restored, and it says why" {
	mapctl create "$DIR/inner" type hash key u32 value u32 entries 4
	mapctl create "$DIR/prog_array" type prog_array key u32 value u32 entries 4 2>/dev/null
	mapctl create "$DIR/sockmap" type sockmap key u32 value u64 entries 4 2>/dev/null
	mapctl create "$DIR/devmap" type devmap key u32 value u32 entries 4 2>/dev/null
	mapctl create "$DIR/stack_trace" type stack_trace key u32 value 80 entries 4 2>/dev/null
	mapctl create "$DIR/array_of_maps" type array_of_maps key u32 value u32 entries 4 inner "$DIR/inner"
	mapctl create "$DIR/queue" type queue value u32 entries 4
	mapctl create "$DIR/ringbuf" type ringbuf entries 4096
	mapctl create "$DIR/bloom_filter" type bloom_filter value u32 entries 4
	mapctl create "$DIR/task_storage" type task_storage key int value u32 entries 0 flags no_prealloc
	refuses 2 USAGE 'its type is prog_array, it holds programs' save "$DIR/prog_array"
	refuses 2 USAGE 'its type is sockmap, it holds sockets' save "$DIR/sockmap"
	refuses 2 USAGE 'its type is devmap, it holds interfaces' save "$DIR/devmap"
	refuses 2 USAGE 'its type is stack_trace, stacks' save "$DIR/stack_trace" x
	refuses 2 USAGE 'its type is array_of_maps, it holds maps' save "$DIR/array_of_maps"
	refuses 2 USAGE 'its type is queue, its elements have no keys' save "$DIR/queue"
	refuses 2 USAGE 'its type is ringbuf, it holds a stream' save "$DIR/ringbuf"
	refuses 2 USAGE "what was added to it cannot be read back" save "$DIR/bloom_filter"
	refuses 2 USAGE 'its entries belong to processes' save "$DIR/task_storage"
	[ ! -e x ]
	refuses 3 ENOENT 'nothing is pinned at' save "$DIR/none"
	refuses 2 USAGE 'takes one map' save 'a*'
}

@test "the variables of an object come back, with what they are" {
	helper load "$BUILD/tests/helpers/types.bpf.o" "$DIR"
	mapctl update "$DIR/types_data" debug=77
	for map in types_data types_rodata types_bss; do
		run_ok mapctl save "$DIR/$map" "$map"
		run_ok mapctl restore "$map" --pin "$DIR/${map}_2"
		same "$(mapctl dump "$DIR/${map}_2")" "$(mapctl dump "$DIR/$map")"
	done
	same "$(mapctl -r lookup "$DIR/types_data_2" debug)" 77
	refuses 1 EPERM 'is frozen' restore types_rodata "$DIR/types_rodata"
	refuses 1 EPERM 'is frozen' restore --dry-run types_rodata "$DIR/types_rodata"
}

@test "a spin lock and a timer are neither saved nor written" {
	mapctl create "$DIR/locked" type hash key u32 value 'struct { struct bpf_spin_lock l; u32 n; }' entries 4
	mapctl update "$DIR/locked" 1 n=5
	mapctl save "$DIR/locked" locked
	same "$(sed -n 2p locked)" '{"key":"hex:01000000","value":"hex:0000000005000000"}'
	run_ok mapctl restore locked --pin "$DIR/again" --name again
	run_ok mapctl -J dump "$DIR/again"
	same "$(json .value.n)" 5
	edited locked 'lines[1] = lines[1].replace("hex:00000000", "hex:01010101")' >odd
	run_ok mapctl restore odd "$DIR/again"
	same "$(bytes "$DIR/again")" "$(bytes "$DIR/locked")"
}

@test "FILE is new, private, and whole or not there" {
	filled map
	umask 022
	run_ok mapctl save "$DIR/map" new
	same "$(stat -c %a new)" 600
	before=$(md5sum new)
	refuses 1 EEXIST 'cannot write to "new": File exists' save "$DIR/map" new
	[[ $stderr == *'--force replaces it'* ]]
	mapctl update "$DIR/map" 4 4
	refuses 1 EEXIST 'File exists' save "$DIR/map" new
	same "$(md5sum new)" "$before"
	ln -s new link
	refuses 1 EEXIST 'File exists' save "$DIR/map" link
	run_ok mapctl save --force "$DIR/map" link
	[ -L link ]
	same "$(grep -c '^{"key"' new)" 4
	ln -s nowhere dangling
	refuses 1 EEXIST 'it is a link that leads nowhere' save "$DIR/map" dangling
	refuses 1 EEXIST 'it is a link that leads nowhere' save --force "$DIR/map" dangling
	mkdir directory
	refuses 1 EISDIR 'Is a directory' save --force "$DIR/map" directory
	refuses 1 ENOENT 'No such file or directory' save "$DIR/map" none/x
	same "$(ls -A)" "$(printf 'dangling\ndirectory\nlink\nnew')"
}

@test "a device and a pipe are written as they are" {
	filled map
	run_ok mapctl save "$DIR/map" /dev/null
	run_ok mapctl save --force "$DIR/map" /dev/null
	[ -c /dev/null ]
	refuses 1 ENOSPC 'cannot write to "/dev/full": No space left' save "$DIR/map" /dev/full
	mkfifo pipe
	mapctl restore --dry-run pipe "$DIR/map" >told &
	run_ok mapctl save "$DIR/map" pipe
	wait $!
	[[ $(<told) == *'3 entries would be written' ]]
}

@test "standard output may be a pipe or a file, but no terminal; its failures are told" {
	filled map
	run_ok mapctl save "$DIR/map" -
	same "$(wc -l <<<"$output")" 5
	run bash -c "mapctl save $DIR/map >/dev/full"
	[ "$status" = 1 ]
	same "$output" 'mapctl: save: cannot write to standard output: No space left on device'
	mapctl create "$DIR/long" type array key u32 value 100 entries 20000
	run bash -c "mapctl save $DIR/long | head -n 1 >/dev/null; echo \${PIPESTATUS[0]}"
	same "$output" 141
	in_terminal 80 "mapctl save $DIR/map"
	[ "$status" = 2 ]
	[[ $output == *'nothing to be read on a terminal'*'hint: name a FILE'* ]]
	in_terminal 80 "mapctl save $DIR/map /dev/tty"
	[ "$status" = 2 ]
	[[ $output == *'"/dev/tty" is a terminal'* ]]
}

@test "what was done stands on a terminal, with -j as JSON, and nowhere else" {
	filled map
	in_terminal 80 "mapctl save $DIR/map one && mapctl restore one $DIR/map &&
		mapctl restore --yes --replace one $DIR/map && mapctl restore one --pin $DIR/new --name new"
	id=$(mapctl -r list "$DIR/map" -o id)
	same "$output" "map \"map\" (id $id): 3 entries saved to one
map \"map\" (id $id): 3 entries written
map \"map\" (id $id): 3 entries written, 0 deleted
hash map \"new\" pinned at $DIR/new: created, 3 entries written"
	run_ok mapctl -j save "$DIR/map" two
	same "$output" '{"saved":3}'
	conforms saved <<<"$output"
	run_ok mapctl -j restore two "$DIR/map"
	same "$output" '{"changed":3}'
	conforms changed <<<"$output"
	run_ok mapctl restore two "$DIR/map"
	same "$output" ""
}

@test "a pin that may only be read is saved by whoever may read it, without the types it may not have" {
	filled map
	chmod 444 "$DIR/map"
	run --separate-stderr unprivileged -- mapctl save "$DIR/map"
	same "$status" 0
	same "$stderr" 'mapctl: note: the types of map "map" cannot be read, and are not saved: CAP_SYS_ADMIN is missing'
	same "$(tail -n +2 <<<"$output" | head -n 3)" "$(mapctl save "$DIR/map" | tail -n +2 | head -n 3)"
	run --separate-stderr unprivileged -- mapctl restore - "$DIR/map" <<<"$output"
	same "$status" 1
	run_ok mapctl --readonly save "$DIR/map"
}

@test "restore writes into a map that exists: other keys stay, but with --replace" {
	filled map
	mapctl save "$DIR/map" map
	mapctl delete "$DIR/map" 2
	mapctl update "$DIR/map" 3 1
	mapctl update "$DIR/map" 5 5
	run_ok mapctl -j restore map "$DIR/map"
	same "$output" '{"changed":3}'
	run_ok mapctl -J dump "$DIR/map"
	same "$(json '[.key, .value]' | sort)" "$(printf '[1,7]\n[2,7]\n[3,7]\n[5,5]')"
	run_ok mapctl -j restore --dry-run --replace map "$DIR/map"
	same "$output" '{"would_change":4}'
	run_ok mapctl restore --dry-run --replace map "$DIR/map"
	[[ $output == *': 3 entries would be written, 1 would be deleted' ]]
	run_ok mapctl -j restore --yes --replace map "$DIR/map"
	same "$output" '{"changed":4}'
	run_ok mapctl -J dump "$DIR/map"
	same "$(json '[.key, .value]' | sort)" "$(printf '[1,7]\n[2,7]\n[3,7]')"
	edited map 'del lines[1:]' >empty
	run_ok mapctl -j restore --yes --replace empty "$DIR/map"
	run_ok mapctl -j dump "$DIR/map"
	same "$output" '[]'
}

@test "--replace asks with how many entries would go, and needs --yes elsewhere" {
	filled map
	mapctl save "$DIR/map" map
	mapctl update "$DIR/map" 5 5
	refuses 2 USAGE 'needs --yes where nobody can be asked: map "map"' restore --replace map "$DIR/map"
	[[ $stderr == *'write 3 entries and delete the 1 that are not in the snapshot?'* ]]
	NO_COLOR=1 run "$TOP/tests/pty" 100 24 "mapctl restore --replace map $DIR/map" \
		await 'delete the 1 that' key 'n
' await 'not confirmed: nothing was changed' end
	[[ $output == 'status 1'* ]]
	same "$(mapctl -r lookup "$DIR/map" 5)" 5
	NO_COLOR=1 run "$TOP/tests/pty" 100 24 "mapctl restore --replace map $DIR/map" \
		await '[y/N]' key 'y
' await '3 entries written, 1 deleted' end
	[[ $output == 'status 0'* ]]
	refuses 2 USAGE '--replace needs MAP' restore --replace map --pin "$DIR/x"
	refuses 1 EROFS 'forbids' --readonly restore map "$DIR/map"
}

@test "--replace makes room in a map that is full, and loses none where entries push out others" {
	filled map hash 3
	mapctl save "$DIR/map" map
	mapctl clear --yes "$DIR/map"
	for key in 11 12 13; do mapctl update "$DIR/map" $key 1; done
	refuses 1 E2BIG 'map "map" is full (max_entries 3)' restore map "$DIR/map"
	run_ok mapctl -j restore --yes --replace map "$DIR/map"
	same "$output" '{"changed":6}'
	same "$(mapctl -r dump "$DIR/map" -o key | sort | xargs)" '1 2 3'
	mapctl create "$DIR/lru" type lru_hash key u32 value u32 entries 1000
	for i in {1..600}; do echo "update $DIR/lru $i $i"; done | mapctl
	mapctl save "$DIR/lru" lru
	mapctl clear --yes "$DIR/lru"
	for i in {2001..2600}; do echo "update $DIR/lru $i $i"; done | mapctl
	run_ok mapctl restore --yes --replace lru "$DIR/lru"
	same "$(mapctl save "$DIR/lru" | sed '$d' | sort)" "$(sed '$d' lru | sort)"
}

@test "entries that a map pushes out again are told" {
	mapctl create "$DIR/lru" type lru_hash key u32 value u32 entries 1000
	mapctl update "$DIR/lru" 1 1
	mapctl save "$DIR/lru" lru
	edited lru 'lines[1:] = [lines[1].replace("01000000", "%02x%02x0000" % (i & 255, i >> 8), 1)
		for i in range(1000)]' >full
	run --separate-stderr mapctl -j restore full --pin "$DIR/new"
	same "$status$output" '0{"changed":1000}'
	lost=$(sed -nE 's/^mapctl: note: ([0-9]+) of the entries are gone again.*/\1/p' <<<"$stderr")
	same "$((${lost:-0} + $(mapctl -r dump "$DIR/new" -o key | wc -l)))" 1000
}

@test "the NUMA node that a map was made for is not restored, and that is said" {
	mapctl create "$DIR/node" type hash key u32 value u32 entries 4 flags numa_node
	mapctl save "$DIR/node" node
	run --separate-stderr mapctl restore node --pin "$DIR/copy"
	same "$status$stderr" '0mapctl: note: made without numa_node: of which node the memory was is not known'
	same "$(mapctl -j list "$DIR/copy" | jq -c '.[].flags')" '[]'
}

@test "--replace of a trie knows keys by their prefix, of an array it needs every index" {
	mapctl create "$DIR/trie" type lpm_trie key 'struct { u32 prefixlen; __be32 addr; }' value u32 \
		entries 9 flags no_prealloc
	mapctl update "$DIR/trie" key hex 08 00 00 00 0a 01 02 03 value 1
	mapctl save "$DIR/trie" trie
	mapctl update "$DIR/trie" key hex 08 00 00 00 0a ff ff ff value 2
	mapctl update "$DIR/trie" key hex 09 00 00 00 0a ff ff ff value 3
	run_ok mapctl restore --dry-run --replace trie "$DIR/trie"
	[[ $output == *'1 entry would be written, 1 would be deleted' ]]
	run_ok mapctl restore --yes --replace trie "$DIR/trie"
	run_ok mapctl -j dump "$DIR/trie"
	same "$(json '.[].value')" 1
	filled array array 8
	mapctl save "$DIR/array" array
	mapctl create "$DIR/larger" type array key u32 value u64 entries 9
	refuses 2 USAGE 'has 8 entries, map "larger" 9' restore --yes --replace array "$DIR/larger"
	mapctl update "$DIR/larger" 8 8
	run_ok mapctl restore array "$DIR/larger"
	same "$(mapctl -r dump "$DIR/larger" -o value | xargs)" '0 7 7 7 0 0 0 0 8'
	mapctl update "$DIR/array" 0 1
	run_ok mapctl -j restore --yes --replace array "$DIR/array"
	same "$output" '{"changed":8}'
	same "$(mapctl -r lookup "$DIR/array" 0)" 0
}

@test "a new map needs a place of its own and leaves nothing where it cannot be filled" {
	filled map
	mapctl save "$DIR/map" map
	refuses 2 USAGE 'needs the MAP that the entries go to, or --pin' restore map
	refuses 1 EEXIST 'exists' restore map --pin "$DIR/map"
	refuses 2 USAGE '--pin is for a new map' restore map "$DIR/map" --pin "$DIR/x"
	refuses 2 USAGE '--name is for a new map' restore map "$DIR/map" --name x
	refuses 1 ENOENT 'no such directory' restore map --pin "$DIR/none/x"
	refuses 2 USAGE 'the kernel takes no "-"' restore map --pin "$DIR/x" --name a-b
	run_ok mapctl restore --dry-run map --pin "$DIR/x"
	same "$output" "hash map \"map\" pinned at $DIR/x: would be created, 3 entries would be written"
	run_ok mapctl -j restore --dry-run map --pin "$DIR/x"
	same "$output" '{"would_change":3}'
	[ ! -e "$DIR/x" ]
	# only the kernel looks into the BTF
	edited map 'head["btf"] = "AAAA"' >broken
	refuses 1 EINVAL 'cannot load the BTF' restore broken --pin "$DIR/x"
	edited map 'head["btf_value_type_id"] = 1; head["btf_key_type_id"] = 99' >broken
	refuses 1 EINVAL 'the kernel refuses this hash map' restore broken --pin "$DIR/x"
}

@test "a name of more than 15 characters is saved whole, and cut as the kernel does" {
	mapctl create "$DIR/a_rather_long_name" type hash key 4 value 4 entries 4 name a_rather_long_n
	mapctl save "$DIR/a_rather_long_name" long
	same "$(head -n 1 long | jq -r .map.name)" a_rather_long_name
	run_ok mapctl restore long --pin "$DIR/copy"
	same "$(mapctl -r list "$DIR/copy" -o name)" a_rather_long_n
}

@test "a map that the entries don't fit is told by what does not fit, and stays as it is" {
	filled map
	mapctl save "$DIR/map" map
	mapctl create "$DIR/array" type array key u32 value u64 entries 8
	mapctl create "$DIR/key" type hash key u64 value u64 entries 8
	mapctl create "$DIR/value" type hash key u32 value u32 entries 8
	mapctl create "$DIR/small" type hash key u32 value u64 entries 2
	mapctl create "$DIR/percpu" type percpu_hash key u32 value u64 entries 8
	mapctl create "$DIR/lru" type lru_hash key u32 value u64 entries 8
	mapctl create "$DIR/queue" type queue value u64 entries 8
	refuses 2 USAGE 'the snapshot is of type hash, map "array" of type array' restore map "$DIR/array"
	refuses 2 USAGE 'the snapshot is of type hash, map "percpu" of type percpu_hash' restore map "$DIR/percpu"
	refuses 2 USAGE 'map "queue" of type queue' restore map "$DIR/queue"
	refuses 2 USAGE 'the keys of the snapshot have 4 bytes, those of map "key" 8' restore map "$DIR/key"
	refuses 2 USAGE 'the values of the snapshot have 8 bytes, those of map "value" 4' restore map "$DIR/value"
	refuses 2 USAGE 'the snapshot has 3 entries, map "small" takes 2' restore map "$DIR/small"
	run_ok mapctl -j restore map "$DIR/lru"
	same "$output" '{"changed":3}'
	mapctl save "$DIR/array" array
	mapctl create "$DIR/shorter" type array key u32 value u64 entries 7
	refuses 2 USAGE 'the snapshot has index 7, map "shorter" 0..6' restore array "$DIR/shorter"
	refuses 3 ENOENT 'nothing is pinned' restore map "$DIR/none"
	refuses 1 ENOENT "cannot open none" restore none "$DIR/map"
	refuses 1 EISDIR "cannot open ." restore . "$DIR/map"
	mapctl update "$DIR/percpu" 1 1 2>/dev/null
	mapctl save "$DIR/percpu" percpu
	edited percpu 'head["possible_cpus"] += 1
for i in range(1, len(lines)): lines[i] = lines[i].replace("[", "[\"hex:0000000000000000\",")' >more
	refuses 2 USAGE 'possible CPUs here' restore more "$DIR/percpu"
	refuses 2 USAGE 'possible CPUs here' restore more --pin "$DIR/x"
}

@test "a snapshot that was cut off, damaged or added to changes nothing" {
	filled map
	mapctl save "$DIR/map" map
	mapctl clear --yes "$DIR/map" >/dev/null
	size=$(stat -c %s map)
	for n in 0 1 100 $((size - 80)) $((size - 40)) $((size - 10)); do
		head -c "$n" map >cut
		refuses 1 EBADMSG 'cut: line ' restore cut "$DIR/map"
		refuses 1 EBADMSG 'cut: line ' restore cut --pin "$DIR/x"
	done
	sed 's/hex:07/hex:08/' map >bad
	refuses 1 EBADMSG 'bad: line 5: the checksum is not that of the lines before it' restore bad "$DIR/map"
	sed 3d map >bad
	refuses 1 EBADMSG 'bad: line 4: 3 entries should stand before it, and 2 do' restore bad "$DIR/map"
	{ cat map; echo; } >bad
	refuses 1 EBADMSG 'bad: line 6: it stands behind the end' restore bad "$DIR/map"
	cat map map >bad
	refuses 1 EBADMSG 'bad: line 6: it stands behind the end' restore bad "$DIR/map"
	gzip -c map >bad
	refuses 1 EBADMSG 'does not begin with the header of a snapshot' restore bad "$DIR/map"
	[[ $stderr == *'zcat FILE | mapctl restore -'* ]]
	mapctl -J dump "$DIR/map" >bad
	refuses 1 EBADMSG 'line 1: it is empty' restore bad "$DIR/map"
	head -c 40000000 /dev/zero >bad
	refuses 1 EBADMSG 'line 1: it is longer than' restore bad "$DIR/map"
	same "$(find . -name '.mapctl*')" ""
}

@test "entries that are not what the header says change nothing, whatever the checksum" {
	filled map
	mapctl save "$DIR/map" map
	while IFS='|' read -r code message; do
		edited map "$code" >bad
		refuses 1 EBADMSG "bad: line $message" restore bad --pin "$DIR/x" || { echo "$code"; return 1; }
		[[ $code == lines* ]] || continue
		refuses 1 EBADMSG "bad: line $message" restore bad "$DIR/map" || { echo "$code"; return 1; }
	done <<-'END'
		lines[2] = lines[2].replace("hex:0", "hex:g")|3: the key is not hex
		lines[2] = lines[2].replace("hex:0", "hex:")|3: the key has 7 hex digits, not 8
		lines[2] = lines[2].replace("hex:0", "0")|3: the key is no "hex:…"
		lines[2] = "{}"|3: it is no entry
		lines[2] = ""|3: it is no entry
		lines[2] = "[1]"|3: it is no entry
		lines[2] = lines[2][:-1]|3: the entry has no end
		lines[2] += "}"|3: something stands behind the entry
		lines[2] = lines[2].replace("value", "values")|3: no "value" follows the key
		lines[2] = lines[2].split(",")[0] + "}"|3: no "value" follows the key
		lines[2] = lines[2].replace("hex", chr(0))|3: the key is no "hex:…"
		lines[2] = lines[2] + " " * 1000|3: it is longer than
		head["mapctl"] = "1"|1: "mapctl" is missing, or is not a number
		head["map"] = []|1: "map" is missing, or is not an object
		head["map"]["type"] = "hush"|1: "type" is missing, or is not a type of map
		head["map"]["flags"] = ["odd"]|1: "flags" is missing, or is not an array of flags
		head["map"]["flags"] = 0|1: "flags" is missing, or is not an array
		head["map"]["key_size"] = 2**63 - 1|1: "key_size" is missing, or is not a number of 1
		head["map"]["key_size"] = -4|1: "key_size" is missing
		head["map"]["key_size"] = 4.0|1: "key_size" is missing
		head["map"]["value_size"] = 2**32 - 1|1: entries are larger than any kernel takes
		head["map"]["value_size"] = 2**30 - 8|2: the value has 16 hex digits
		head["map"]["max_entries"] = 0|1: "max_entries" is missing
		head["map"]["name"] = None|1: "name" is missing
		head["byte_order"] = "middle"|1: "byte_order" is missing
		head["btf"] = "A"|1: "btf" is missing, or is not base64
		head["btf"] = 5|1: "btf" is missing, or is not base64
		del head["btf_value_type_id"]|1: "btf_value_type_id" is missing
	END
	edited map 'head["map"]["type"] = "array"; head["map"]["max_entries"] = 3' |
		sed 's/^{"key":"hex:0.0000/{"key":"hex:030000/' >bad
	refuses 1 EBADMSG 'the index 3 is not below max_entries, 3' restore bad --pin "$DIR/x"
	edited map 'head["map"]["max_entries"] = 2' >bad
	refuses 1 EBADMSG 'it has 3 entries, more than max_entries, 2' restore bad --pin "$DIR/x"
}

@test "a snapshot that is right, and not for this program or machine, is told so" {
	filled map
	mapctl save "$DIR/map" map
	edited map 'head["mapctl"] = 2' >odd
	refuses 2 USAGE 'a snapshot of version 2' restore odd "$DIR/map"
	edited map 'head["byte_order"] = {"little": "big", "big": "little"}[head["byte_order"]]' >odd
	refuses 2 USAGE 'numbers have their' restore odd "$DIR/map"
	edited map 'head["map"]["type"] = "prog_array"' >odd
	refuses 2 USAGE "maps of type prog_array cannot be restored" restore odd --pin "$DIR/x"
	# blanks, and members that a later mapctl may add, are no error
	edited map 'head["later"] = {"x": 1}; lines[1] = lines[1].replace(":\"", " : \"")' >odd
	run_ok mapctl -j restore odd "$DIR/map"
	same "$output" '{"changed":3}'
}

@test "a snapshot may come through a pipe, from a place in a file, or from no file at all" {
	filled map
	mapctl save "$DIR/map" map
	gzip -k map
	run_ok bash -c "zcat map.gz | TMPDIR=$BATS_TEST_TMPDIR mapctl -j restore - $DIR/map"
	same "$output" '{"changed":3}'
	run_ok bash -c "mapctl -j restore <(zcat map.gz) $DIR/map"
	same "$output" '{"changed":3}'
	{ echo first; cat map; } >behind
	run_ok bash -c "{ read line; mapctl -j restore - $DIR/map; } <behind"
	same "$output" '{"changed":3}'
	run_fails 1 "cannot make a temporary file" bash -c "cat map | TMPDIR=/none mapctl restore - $DIR/map"
	run_fails 1 'line 1: it is empty' mapctl restore - "$DIR/map" </dev/null
	run_fails 1 "cannot" mapctl restore - "$DIR/map" 0>/dev/null
	in_terminal 80 "mapctl restore - $DIR/map"
	[ "$status" = 2 ]
	[[ $output == *'standard input is a terminal'* ]]
	same "$(find . -name 'mapctl-*')" ""
}

@test "a file that was written to while --replace asked changes nothing" {
	filled map
	mapctl save "$DIR/map" map
	mapctl update "$DIR/map" 9 9
	mapctl save "$DIR/map" later
	mapctl update "$DIR/map" 10 10
	before=$(mapctl -J dump "$DIR/map" | sort)
	run "$TOP/tests/pty" 100 24 "mapctl restore --replace map $DIR/map" await '[y/N]' \
		run "cat $PWD/later >$PWD/map" key 'y\r' await 'it has changed while it was read' end
	[[ $output == 'status 1'* ]]
	same "$(mapctl -J dump "$DIR/map" | sort)" "$before"
}

@test "stopped half-way it says how far it came, and the same command again does the rest" {
	mapctl create "$DIR/map" type hash key u32 value u32 entries 40000
	seq 1 40000 | sed "s|.*|update $DIR/map & 1|" | mapctl
	mapctl save "$DIR/map" map
	mapctl clear --yes "$DIR/map" >/dev/null
	seq 50001 55000 | sed "s|.*|update $DIR/map & 1|" | mapctl
	run_fails 1 '35000 of 40000 entries written: map "map" is full' mapctl restore map "$DIR/map"
	[[ $stderr == *'hint: once that is set right the same command again does the rest' ]]
	mapctl clear --yes "$DIR/map" >/dev/null
	run_ok mapctl -j restore map "$DIR/map"
	same "$output" '{"changed":40000}'
	same "$(mapctl save "$DIR/map" | sed '$d' | sort | md5sum)" "$(sed '$d' map | sort | md5sum)"
}

@test "Ctrl-C leaves no file of save's, and a map of which restore tells" {
	mapctl create "$DIR/map" type array key u32 value u64 entries 4000000
	mapctl save "$DIR/map" map
	mapctl save "$DIR/map" other &
	interrupt $!
	same "$(ls -A)" map
	mapctl restore map "$DIR/map" 2>err &
	interrupt $!
	grep -qE '^mapctl: restore: ([0-9]+ of 4000000 entries written: )?interrupted$' err
}

@test "batch --dry-run checks a restore, and runs neither" {
	filled map
	mapctl save "$DIR/map" map
	mapctl clear --yes "$DIR/map" >/dev/null
	printf '%s\n' "restore map $DIR/map" "restore map --pin $DIR/x" "save $DIR/map out" \
		"restore out --pin $DIR/y" "lookup $DIR/x 1" "lookup $DIR/map 1" >lines
	run --separate-stderr mapctl --dry-run batch lines
	same "$status" 0
	same "$stderr" "mapctl: lines:4: note: not checked: a line before it makes or removes \"out\"
mapctl: lines:5: note: not checked: a line before it makes or removes \"$DIR/x\""
	[ ! -e "$DIR/x" ] && [ ! -e out ]
	run_ok mapctl -j dump "$DIR/map"
	same "$output" '[]'
	echo "restore lines $DIR/map" >wrong
	run_fails 1 'wrong:1: restore: lines: line 1: it does not begin' mapctl --dry-run batch wrong
	run_ok mapctl -J batch - <<<"restore map $DIR/map"
	same "$output" '{"line":1,"changed":3}'
	run --separate-stderr mapctl -J batch - <<<"save $DIR/map"
	same "$status$output" 2
	error_is USAGE 'a snapshot needs a FILE'
	run_fails 2 'needs --yes' mapctl batch - <<<"restore --replace map $DIR/map"
	run_ok mapctl batch - <<<"save $DIR/map | wc -l"
	same "$output" 5
}

@test "--syscalls shows the batches that entries are written in" {
	filled map
	mapctl save "$DIR/map" map
	run --separate-stderr mapctl --syscalls -j restore map "$DIR/map"
	same "$output" '{"changed":3}'
	[[ $stderr == *BPF_MAP_UPDATE_BATCH* ]]
}

# peak WORDS…: the most memory that a command took, in KiB
peak() {
	python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

@test "a million entries take no more memory than a few thousand" {
	for n in 5000 1000000; do
		mapctl create "$DIR/map$n" type array key u32 value u64 entries $n
		save=$(peak mapctl save "$DIR/map$n" file$n)
		restore=$(peak mapctl restore file$n "$DIR/map$n")
		same "$(wc -l <file$n)" $((n + 2))
		[ $n = 5000 ] || [ "$save" -lt $((small_save + 8192)) ]
		[ $n = 5000 ] || [ "$restore" -lt $((small_restore + 8192)) ]
		small_save=$save small_restore=$restore
	done
}
