# SPDX-License-Identifier: GPL-2.0-or-later
# What once was wrong and would be easy to get wrong again, one test each.
# shellcheck disable=SC2154 # bats sets output and status
load pins

# The kernel takes a descriptor for the key of a local storage: its number means nothing to others.
@test "the owner of a storage is shown as what it is, not as mapctl's descriptor, and read back" {
	mapctl create "$PINS/task" type task_storage key int value u64 flags no_prealloc name reg_task
	mapctl update "$PINS/task" key pid $$ value 5
	run_ok mapctl -J lookup "$PINS/task" key pid $$
	same "$output" "{\"key\":{\"pid\":$$,\"comm\":\"$(cat /proc/$$/comm)\"},\"value\":5}"
	run_ok mapctl -r -o value lookup "$PINS/task" "$(json .key)"
	same "$output" 5

	mapctl create "$PINS/inode" type inode_storage key int value u64 flags no_prealloc name reg_inode
	mapctl update "$PINS/inode" /etc/passwd 6
	run_ok mapctl --no-header lookup "$PINS/inode" key file /etc/passwd -o inode,name,value
	same "$output" "$(stat -c %i /etc/passwd) \"/etc/passwd\" 6"
	run_ok mapctl -J lookup "$PINS/inode" /etc/passwd
	same "$(json '[.key.name, .value]')" '["/etc/passwd",6]'
	run_ok mapctl -r -o value lookup "$PINS/inode" "$(json .key)"
	same "$output" 6
}

@test "an inner map is written back as it was dumped" {
	local id
	mapctl create "$PINS/inner" type hash key u32 value u32 entries 1 name reg_inner
	mapctl create "$PINS/outer" type array_of_maps key 4 value 4 entries 3 inner "$PINS/inner" \
		name reg_outer
	id=$(mapctl -r -o id info "$PINS/inner")
	mapctl update "$PINS/outer" 0 "$PINS/inner"
	run_ok mapctl -J lookup "$PINS/outer" 0
	same "$output" "{\"key\":0,\"value\":{\"id\":$id,\"name\":\"reg_inner\"}}"
	run_ok mapctl update "$PINS/outer" 1 "$(mapctl -J lookup "$PINS/outer" 0 | jq -c .value)"
	run_ok mapctl update "$PINS/outer" 2 "$id /* reg_inner */"
	run_ok mapctl -r -o value dump "$PINS/outer"
	same "$output" "$id"$'\n'"$id"$'\n'"$id"
	run_fails 2 'unknown field "nam"' mapctl update "$PINS/outer" 1 "{\"id\":$id,\"nam\":\"x\"}"
	run_fails 2 'gives no id' mapctl update "$PINS/outer" 1 '{}'
}

# `delete m 1 n=0` reads like a condition, and deleted whatever n was.
@test "commands that take a key refuse fields of the value" {
	mapctl create "$PINS/cond" type hash key u32 value 'struct { u32 n; }' entries 4 name reg_cond
	mapctl update "$PINS/cond" 1 n=5
	run_fails 2 '"n=0" is about the value, and delete takes a key only' mapctl delete "$PINS/cond" 1 n=0
	run_fails 2 '"value.n=0" is about the value' mapctl lookup "$PINS/cond" 1 value.n=0
	run_fails 2 '"n=0" is about the value' mapctl getnext "$PINS/cond" 1 n=0
	run_ok mapctl -J dump "$PINS/cond"
	same "$output" '{"key":1,"value":{"n":5}}'
	run_ok mapctl delete "$PINS/cond" key=1
}

@test "a CSV cell holds what has parts as JSON text" {
	mapctl create "$PINS/csv" type hash key 'struct { u8 a[2]; }' name reg_csv entries 1 \
		value 'struct { char t[2][4]; struct in6_addr ip; struct { float f; } s[1]; }'
	mapctl update "$PINS/csv" '{a: [1, 2]}' 't=["x","y"]' ip=::1 's[0].f=nan'
	run_ok mapctl -r lookup "$PINS/csv" '{a: [1, 2]}' -o t
	run_ok mapctl --csv --no-header dump "$PINS/csv" -o key,t,s,ip
	same "$output" '"{""a"":[1,2]}","[""x"",""y""]","[{""f"":""nan""}]","{""in6_u"":{""u6_addr8"":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1],""u6_addr16"":[0,0,0,0,0,0,0,1],""u6_addr32"":[0,0,0,1]}}"'
	run_ok mapctl --csv --no-header --hints dump "$PINS/csv" -o ip
	same "$output" ::1
}

@test "lookup -j prints one object with -o, too" {
	mapctl create "$PINS/one" type percpu_hash key u32 value 'struct { u32 n; u32 m; }' entries 4 name reg_one
	mapctl update "$PINS/one" 1 n=5
	run_ok mapctl -j lookup "$PINS/one" 1 -o n,m --cpu 0
	same "$output" '{"n":5,"m":0}'
	run_ok mapctl -j lookup "$PINS/one" 1 -o n
	same "$(json length)" "$(mapctl -j lookup "$PINS/one" 1 | jq '.values | length')"
}

@test "a queue is told where its value stands" {
	mapctl create "$PINS/queue" type queue value u32 entries 3 name reg_queue
	run_fails 2 'map "reg_queue" has no keys: its type is queue' mapctl update "$PINS/queue" 6
	[[ $stderr == *'hint: say value 6' ]]
	run_ok mapctl update "$PINS/queue" value 6
}

@test "a prefix longer than an LPM key is out of range" {
	mapctl create "$PINS/lpm" type lpm_trie key 'struct { u32 prefixlen; __be32 addr; }' value u32 \
		entries 4 flags no_prealloc name reg_lpm
	run_fails 2 'prefix length 40 is out of range: keys of map "reg_lpm" have 0..32' \
		mapctl update "$PINS/lpm" '{prefixlen: 40, addr: 10.0.0.0}' 1
	run_fails 2 'prefix length 33 is out of range' mapctl lookup "$PINS/lpm" key hex 21 0 0 0 a 0 0 0
}

@test "an object in a bare position is told the word that it needs" {
	mapctl create "$PINS/devices" type devmap key u32 value u32 entries 2 name reg_dev 2>/dev/null
	run_fails 2 'WHEN "lo" is not known' mapctl update "$PINS/devices" 1 ifname lo
	[[ $stderr == *'"value ifname lo"' ]]
	run_ok mapctl update "$PINS/devices" 1 value ifname lo
}

@test "characters that turn text around are escaped, and read back" {
	mapctl create "$PINS/bidi" type hash key 'char[8]' value u32 entries 4 name reg_bidi
	mapctl update "$PINS/bidi" key hex 61 e2 80 ae 62 0 0 0 value 1
	run_ok mapctl --no-header dump "$PINS/bidi"
	same "$output" '"a\xe2\x80\xaeb" 1'
	run_ok mapctl -J dump "$PINS/bidi"
	same "$output" '{"key":"a\u202eb","value":1}'
	run_ok mapctl -r -o value lookup "$PINS/bidi" "$(json .key)"
	run_ok mapctl -r -o value lookup "$PINS/bidi" '"a\xe2\x80\xaeb"'
	run_fails 1 'control byte' mapctl -r -o key dump "$PINS/bidi"
}

@test "a flag that slots don't take is not blamed on the object" {
	mapctl create "$PINS/slots" type array_of_maps key 4 value 4 entries 3 inner "$PINS/bidi" name reg_slots
	run_fails 1 "cannot update key 1" mapctl update "$PINS/slots" 1 "$PINS/bidi" exist
	[[ $stderr == *'maps of type array_of_maps take any only'* ]]
}

@test "a change of a per-CPU entry says what each CPU had" {
	mapctl create "$PINS/percpu" type percpu_array key u32 value u32 entries 2 name reg_percpu
	mapctl update "$PINS/percpu" 0 5 2>/dev/null
	same "$(mapctl --dry-run update "$PINS/percpu" 0 7 2>/dev/null)" 'would change 0: 5 -> 7'
	run_ok mapctl --dry-run update "$PINS/percpu" 0 7 --cpu 0
	same "$output" 'would change 0 cpu 0: 5 -> 7'
	[ "$(mapctl -j lookup "$PINS/percpu" 0 | jq '.values | length')" -gt 1 ] || return 0
	mapctl update "$PINS/percpu" 0 6 --cpu 1 2>/dev/null
	run --separate-stderr mapctl --dry-run update "$PINS/percpu" 0 7
	same "${lines[0]}" 'would change 0 cpu 0: 5 -> 7'
	same "${lines[1]}" 'would change 0 cpu 1: 6 -> 7'
}

@test "help takes the word map, as the command line does" {
	same "$(mapctl help map dump)" "$(mapctl help dump)"
	same "$(mapctl help map)" "$(mapctl help)"
}

@test "--dry-run says when the map is full or frozen" {
	mapctl create "$PINS/full" type hash key u32 value u32 entries 1
	mapctl update "$PINS/full" 1 1
	run_fails 1 'is full' mapctl --dry-run update "$PINS/full" 2 2
	run_ok mapctl --dry-run update "$PINS/full" 1 2
	same "$output" 'would change 1: 1 -> 2'
	mapctl freeze --yes "$PINS/full"
	run_fails 1 'is frozen' mapctl --dry-run update "$PINS/full" 1 2
	run_fails 1 'is frozen' mapctl --dry-run delete "$PINS/full" 1
}

@test "a field read from standard input reaches every CPU" {
	mapctl create "$PINS/cpus" type percpu_array key u32 value 'struct { u32 a; u32 b; }' entries 1
	mapctl update "$PINS/cpus" 0 a=@- <<<7 2>/dev/null
	run_ok mapctl -J dump "$PINS/cpus"
	same "$(jq -c '[.values[].value.a] | unique' <<<"$output")" '[7]'
}

@test "a column that is not there, or there twice" {
	mapctl create "$PINS/columns" type hash key u32 value 'struct { u32 a; u32 b; }' entries 1
	run_fails 2 'no column "x"' mapctl dump "$PINS/columns" -o x
	[[ $stderr == *"hint: columns: key, value, a, b"* ]]
	run_fails 2 'column "a" is named twice' mapctl dump "$PINS/columns" -o a,a
	run_fails 2 'column "id" is named twice' mapctl list -o id,id
}

@test "a pin that may be opened is listed without the right to list maps" {
	mapctl create "$PINS/mine" type hash key u32 value u32 entries 3 --mode 0644
	run unprivileged -- mapctl --no-header list "$PINS/mine" -o max
	[ "$status" = 0 ]
	[[ $output == *CAP_SYS_ADMIN* ]]
	[ "${lines[-1]}" = 3 ]
}

@test "--under narrows a glob down in dump as in list" {
	mkdir "$PINS/in"
	mapctl create "$PINS/in/narrow" type hash key u32 value u32 entries 1 name narrow_a
	mapctl create "$PINS/out" type hash key u32 value u32 entries 1 name narrow_b
	run_ok mapctl -j dump 'narrow_*' --under "$PINS/in"
	same "$(json '[.[].map.name]')" '["narrow_a"]'
	run_ok mapctl -j list 'narrow_*' --under "$PINS/in"
	same "$(json '[.[].name]')" '["narrow_a"]'
	run_fails 3 'narrow_' mapctl dump 'narrow_*' --under "$PINS/in/../none"
}
