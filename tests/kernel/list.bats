#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# list, info, schema, pin, unpin and freeze: what is found, what it costs, and who keeps it.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	export TAG=ls$RANDOM
	mapctl create "$PINS/hash" type hash key u32 value 'struct { u64 a; }' entries 100 name "${TAG}_hash"
	for key in 1 2 3; do mapctl update "$PINS/hash" "$key" "a=$key"; done
	mapctl create "$PINS/array" type array key u32 value u32 entries 4 name "${TAG}_array"
	mapctl create "$PINS/bytes" type percpu_array key 4 value 8 entries 5 name "${TAG}_bytes"
	PROG=$("$BUILD/tests/helpers/prog" "${TAG}_prog" "$PINS/prog" "$PINS/hash" "$PINS/array")
	export PROG
}

setup() {
	AS=()
}

teardown() {
	[ -z "${HOLDER:-}" ] || kill "$HOLDER"
	rm -rf "$PINS"/new*
}

# hold PIN…: a process of the test's own that holds them; $HOLDER is its pid
hold() {
	local line
	exec {out}< <(exec "$BUILD/tests/helpers/hold" "$@" 3>&-)
	HOLDER=$!
	while read -r line <&"$out" && [ "$line" != held ]; do
		HOLDER_FD=$line
	done
	[ "$line" = held ]
}

listed() {
	run_ok mapctl list --under "$PINS" "$@"
}

@test "-o chooses columns and their order" {
	listed --csv -o name,type,max,key,value,key_size,value_size
	same "$output" "name,type,max,key,value,key_size,value_size
${TAG}_hash,hash,100,u32,struct {…},4,8
${TAG}_array,array,4,u32,u32,4,4
${TAG}_bytes,percpu_array,5,,,4,8"
	listed -o max,name --no-header
	same "$output" "100 ${TAG}_hash
  4 ${TAG}_array
  5 ${TAG}_bytes"
	listed -r -o name
	same "$output" "${TAG}_hash"$'\n'"${TAG}_array"$'\n'"${TAG}_bytes"
	run_fails 2 '-r prints one column' mapctl list -r -o id,name
}

@test "the table has all columns and the totals" {
	listed
	read -ra header <<<"${lines[0]}"
	same "${header[*]}" 'id type name key value entries max fill memory pins programs pids'
	[[ ${lines[1]} == *" hash "*"${TAG}_hash"*" u32 "*" 3 100 "*" 3% "*"$PINS/hash"*"${TAG}_prog($PROG)"* ]]
	[[ ${lines[-1]} == '3 maps, '*' KiB' ]]
}

@test "JSON has the design's fields, and no field that could not be read" {
	listed -j
	same "$(json 'map(keys | sort) | .[0]')" '["btf_id","entries","flags","frozen","id","key_size","key_type","max_entries","memory","name","pids","pins","programs","type","value_size","value_type"]'
	same "$(json '.[0] | [.type, .name, .flags, .key_size, .value_size, .key_type, .value_type, .max_entries, .entries, .frozen, .pins, .pids]')" \
		"[\"hash\",\"${TAG}_hash\",[],4,8,\"u32\",\"struct {…}\",100,3,false,[\"$PINS/hash\"],[]]"
	same "$(json '.[0].programs')" "[{\"id\":$PROG,\"name\":\"${TAG}_prog\",\"type\":\"socket_filter\"}]"
	# an array is always full, and bytes have no types
	same "$(json '.[1:] | map(has("entries"))')" '[false,false]'
	same "$(json '.[2] | [has("key_type"), has("value_type"), has("btf_id")]')" '[false,false,false]'
	listed -J
	same "${#lines[@]}" 3
	same "$(jq -c .name <<<"$output" | head -n 1)" "\"${TAG}_hash\""
}

@test "memory and frozen are what fdinfo says" {
	hold "$PINS/hash"
	memory=$(awk '/^memlock:/ { print $2 }' "/proc/$HOLDER/fdinfo/$HOLDER_FD")
	[ "$memory" -gt 0 ]
	same "$(mapctl -r info "$PINS/hash" -o memory)" "$memory"
	same "$(mapctl -r info "$PINS/hash" -o frozen)" false
}

@test "entries follow what is put in and taken out" {
	mapctl create "$PINS/new" type lru_hash key u32 value u32 entries 10
	same "$(mapctl -j list "$PINS/new" | jq '.[0].entries')" 0
	for key in 1 2 3 4; do mapctl update "$PINS/new" $key 1; done
	mapctl delete "$PINS/new" 2
	same "$(mapctl -j list "$PINS/new" | jq '.[0].entries')" 3
}

@test "pids: a process that holds the map, and only while it does" {
	same "$(mapctl -j list "$PINS/array" | jq -c '.[0].pids')" '[]'
	hold "$PINS/array"
	same "$(mapctl -j list "$PINS/array" | jq -c '.[0].pids')" "[{\"pid\":$HOLDER,\"comm\":\"hold\"}]"
	same "$(mapctl -r list --pid "$HOLDER" -o name)" "${TAG}_array"
	run_ok mapctl -r info pid "$HOLDER" fd "$HOLDER_FD" -o name
	same "$output" "${TAG}_array"
	run_ok mapctl -r lookup name "${TAG}_array" 0 --pid "$HOLDER" -o value
	same "$output" 0
	kill "$HOLDER"
	while [ -e "/proc/$HOLDER" ] && [ "$(awk '{ print $3 }' "/proc/$HOLDER/stat")" != Z ]; do :; done
	same "$(mapctl -j list "$PINS/array" | jq -c '.[0].pids')" '[]'
	HOLDER=
}

@test "filters: type, program by name and id, pinned, orphans, globs" {
	same "$(mapctl -r list "${TAG}_*" --type array -o name)" "${TAG}_array"
	same "$(mapctl -r list --prog "${TAG}_prog" -o name)" "${TAG}_hash"$'\n'"${TAG}_array"
	same "$(mapctl -r list --prog "$PROG" -o name)" "${TAG}_hash"$'\n'"${TAG}_array"
	same "$(mapctl -r list "${TAG}_?ash" -o name)" "${TAG}_hash"
	same "$(mapctl -r list "${TAG}_[ab]*" -o name)" "${TAG}_array"$'\n'"${TAG}_bytes"
	same "$(mapctl -r list name "${TAG}_hash" --pinned -o pins)" "$PINS/hash"
	listed --orphans
	same "$output" '0 maps'
	# unpinned, held by a process alone, it is not pinned, and no orphan either
	mapctl create "$PINS/new" type hash key 4 value 4 entries 1 name "${TAG}_held"
	hold "$PINS/new"
	mapctl unpin "$PINS/new"
	same "$(mapctl -r list "${TAG}_held" -o name)" "${TAG}_held"
	same "$(mapctl -r list "${TAG}_held" --orphans --no-header -o name; mapctl -r list --pinned -o name | grep "${TAG}_held")" ''
}

@test "an orphan: a map that only a map of maps holds" {
	mapctl create "$PINS/new" type hash key 4 value 4 entries 1 name "${TAG}_inner"
	mapctl create "$PINS/new2" type array_of_maps key 4 value 4 entries 1 inner "$PINS/new"
	mapctl update "$PINS/new2" key 0 0 0 0 value pinned "$PINS/new"
	mapctl unpin --yes "$PINS/new"
	same "$(mapctl -r list "${TAG}_*" --orphans -o name)" "${TAG}_inner"
}

@test "names of nothing are errors, filters that leave nothing are not" {
	refuses 3 ENOENT 'no program is named "list_none"' list --prog list_none
	refuses 3 ENOENT 'no program has the id 4294967295' list --prog 4294967295
	refuses 3 ESRCH 'there is no process 4194305' list --pid 4194305
	refuses 3 ENOENT 'no map is named "list_none"' list list_none
	refuses 2 USAGE 'unknown map type "nope"' list --type nope
	refuses 2 USAGE 'no column "nope"' list -o id,nope
	[[ $stderr == *'columns: id, type, name'* ]]
	run_ok mapctl list --under "$PINS" --type arena
	same "$output" '0 maps'
	run_ok mapctl -j list --under "$PINS" --type arena
	same "$output" '[]'
}

@test "a name longer than the kernel's 15 bytes is found in full, and not written by its cut form" {
	mapctl create "$PINS/new_long_name_of_a_map" type hash key u32 value u32 entries 2 2>/dev/null
	same "$(mapctl -r list --under "$PINS" 'new_long*' -o name)" new_long_name_of_a_map
	run_ok mapctl update name new_long_name_of_a_map 1 5
	run_ok mapctl -r lookup new_long_name_of_a_map 1 -o value
	same "$output" 5
	# its full name is known through the pin, so the cut form is nobody's name
	refuses 3 ENOENT 'no map is named "new_long_name_o"' update new_long_name_o 1 6
	refuses 3 ENOENT 'no map is named "new_long_name_o"' lookup new_long_name_o 1
}

@test "a cut name whose rest nothing knows: read with a note, never written" {
	name=${TAG}_0123456789abcdef
	name=${name:0:15}
	mapctl create "$PINS/new" type hash key u32 value u32 entries 2 name "$name"
	mapctl update "$PINS/new" 1 5
	run --separate-stderr mapctl -r lookup "$name" 1 -o value
	same "$status $output" '0 5'
	[[ $stderr == "mapctl: note: "*"$name"* ]]
	refuses 2 USAGE "\"$name\" may be cut from a longer name" update "$name" 1 6
	[[ $stderr == *"id $(mapctl -r info "$PINS/new" -o id)"* ]]
}

@test "list -o id,type,name,max loads no probe and makes nothing" {
	run --separate-stderr mapctl list -o id,type,name,max --syscalls
	[ "$status" = 0 ]
	[[ $stderr == *BPF_MAP_GET_NEXT_ID* ]]
	[[ $stderr != *BPF_PROG_LOAD* && $stderr != *BPF_MAP_CREATE* && $stderr != *BPF_LINK_CREATE* ]]
}

@test "the types of a map are asked for once" {
	run --separate-stderr mapctl dump "$PINS/hash" --syscalls
	[ "$status" = 0 ]
	same "$(grep -cE '^bpf\(BPF_(BTF_GET_FD_BY_ID|OBJ_GET_INFO_BY_FD), \{(id|btf) ' <<<"$stderr")" 2
}

@test "what reads opens maps for reading only" {
	id=$(mapctl -r info "$PINS/hash" -o id)
	for words in "dump $PINS/hash" "lookup $PINS/hash 1" "getnext $PINS/hash" "schema $PINS/hash" \
		"info $PINS/hash" "list $PINS/hash" list "dump id $id" "lookup name ${TAG}_hash 1"; do
		# shellcheck disable=SC2086
		run --separate-stderr mapctl $words --syscalls
		[ "$status" = 0 ]
		opened=$(grep -E '^bpf\((BPF_OBJ_GET|BPF_MAP_GET_FD_BY_ID),' <<<"$stderr")
		[ -n "$opened" ]
		if grep -v 'flags 0x8})' <<<"$opened"; then echo "$words"; return 1; fi
	done
	run --separate-stderr mapctl update "$PINS/hash" 1 a=1 --syscalls
	grep -q "^bpf(BPF_OBJ_GET, {path \"$PINS/hash\", flags 0}) = [0-9]* map $id" <<<"$stderr"
}

@test "--syscalls decodes keys and values, and leaves standard output alone" {
	id=$(mapctl -r info "$PINS/hash" -o id)
	at="map $id \"${TAG}_hash\""
	calls() {
		run --separate-stderr mapctl "$@" --syscalls
		[ "$status" = 0 ]
		grep -E '^bpf\(BPF_MAP_(LOOKUP|UPDATE|DELETE|GET_NEXT_KEY)' <<<"$stderr"
	}
	same "$(calls update "$PINS/hash" 9 a=7)" \
		"bpf(BPF_MAP_LOOKUP_ELEM, {$at, key 9, flags 0}) = -1 ENOENT
bpf(BPF_MAP_UPDATE_ELEM, {$at, key 9, value {a: 7}, flags 0}) = 0"
	same "$(calls lookup "$PINS/hash" 9)" "bpf(BPF_MAP_LOOKUP_ELEM, {$at, key 9, flags 0}) = 0 {a: 7}"
	[[ $(calls delete "$PINS/hash" 9) == *"bpf(BPF_MAP_DELETE_ELEM, {$at, key 9}) = 0" ]]
	# the first two of three, in the order of a hash
	[[ $(calls dump "$PINS/hash") == "bpf(BPF_MAP_LOOKUP_BATCH, {$at, "*' -> 3, '[123]': {a: '[123]'}, '[123]': {a: '[123]'}, …}' ]]
	run_ok sh -c "mapctl -J dump $PINS/hash --syscalls 2>/dev/null"
	same "${#lines[@]}" 3
	# also of a command that fails
	run --separate-stderr mapctl lookup "$PINS/hash" 77 --syscalls
	same "$status" 3
	[[ $stderr == *"key 77, flags 0}) = -1 ENOENT"*'mapctl: lookup: key 77 is not in map'* ]]
}

@test "info: one map's row, in every form" {
	run_ok mapctl info "$PINS/hash"
	[[ ${lines[0]} =~ ^id\ +[0-9]+$ ]]
	[[ $output == *"name       ${TAG}_hash"*"entries    3"*"pins       $PINS/hash"* ]]
	run_ok mapctl -j info "$PINS/hash"
	same "$(json '[type, .name, .max_entries]')" "[\"object\",\"${TAG}_hash\",100]"
	run_ok mapctl -r info "$PINS/hash" -o max
	same "$output" 100
}

@test "schema: C with offsets and padding, and as JSON" {
	mapctl create "$PINS/new" type hash key u32 value 'struct { u8 a; u32 b; }' entries 1
	run_ok mapctl schema "$PINS/new"
	same "$output" 'u32 key;                                 /* 4 bytes */

struct {                                 /* 8 bytes */
	u8 a;                            /* 0  1 */
	/* 3 bytes of padding */
	u32 b;                           /* 4  4 */
} value;'
	run_ok mapctl -j schema "$PINS/new"
	same "$(json '.value.fields')" '[{"path":"a","type":"u8","offset":0,"bits":8},{"path":"b","type":"u32","offset":4,"bits":32}]'
	run_ok mapctl schema "$PINS/bytes" --types u32 'struct { u16 x[4]; }'
	[[ $output == *'u16 x[4];'* ]]
}

@test "pin and unpin: a second pin, the last holder, dry runs" {
	mapctl create "$PINS/new" type hash key 4 value 4 entries 1 name "${TAG}_pin"
	run_ok mapctl pin --dry-run "$PINS/new" "$PINS/new2"
	[ ! -e "$PINS/new2" ]
	run_ok mapctl -j pin "$PINS/new" "$PINS/new2"
	same "$output" '{"changed":1}'
	same "$(mapctl -j list "$PINS/new" | jq -c '.[0].pins')" "[\"$PINS/new\",\"$PINS/new2\"]"
	# not the last holder: no question
	run_ok mapctl unpin "$PINS/new2"
	same "$output" ''
	refuses 2 USAGE 'needs --yes' unpin "$PINS/new"
	run_ok mapctl unpin --dry-run "$PINS/new"
	[ -e "$PINS/new" ]
	run_ok mapctl unpin --yes "$PINS/new"
	[ ! -e "$PINS/new" ]
	refuses 3 ENOENT 'no map is named' info "${TAG}_pin"
}

@test "pin without a path: /sys/fs/bpf/NAME" {
	name=${TAG}_deflt
	mapctl create "$PINS/new" type hash key 4 value 4 entries 1 name "$name"
	run_ok mapctl pin name "$name"
	same "$(mapctl -r info "/sys/fs/bpf/$name" -o id)" "$(mapctl -r info "$PINS/new" -o id)"
	run_ok mapctl unpin "/sys/fs/bpf/$name"
	mapctl create "$PINS/new2" type hash key 4 value 4 entries 1 name "$name.x"
	refuses 2 USAGE "\"$name.x\"" pin name "$name.x"
}

@test "freeze: no more writing, reading goes on" {
	mapctl create "$PINS/new" type array key u32 value u32 entries 1
	run_ok mapctl freeze --dry-run "$PINS/new"
	same "$(mapctl -r info "$PINS/new" -o frozen)" false
	run_ok mapctl -j freeze --yes "$PINS/new"
	same "$output" '{"changed":1}'
	same "$(mapctl -r info "$PINS/new" -o frozen)" true
	run_ok mapctl -r lookup "$PINS/new" 0 -o value
	same "$output" 0
}
