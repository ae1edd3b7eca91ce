#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# dump of maps per CPU, of maps that hold maps and programs, of several maps, and of those without entries.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	mapctl create "$PINS/percpu" type percpu_hash key u32 value 'struct { u64 n; s32 low; }' entries 4 name t1percpu
	mapctl update "$PINS/percpu" 1 --cpu 0 '{n: 10, low: -5}'
	mapctl update "$PINS/percpu" 1 --cpu 1 '{n: 32, low: 7}' 2>/dev/null
	mapctl update "$PINS/percpu" 2 --cpu 1 '{n: 1, low: 1}'
	mapctl create "$PINS/inner" type hash key u32 value u32 entries 4 name t1inner
	mapctl create "$PINS/outer" type array_of_maps key 4 value 4 entries 4 inner "$PINS/inner" name t1outer
	mapctl update "$PINS/outer" 2 value map pinned "$PINS/inner"
	INNER=$(mapctl -r info "$PINS/inner" -o id)
	CPUS=$(mapctl -J lookup "$PINS/percpu" 1 | jq '.values | length')
	export INNER CPUS
}

# The tests name the values of CPU 0 and 1; more of them are zero, and one alone is not enough.
two_cpus() {
	[ "$CPUS" -ge 2 ] || skip "one CPU only"
}

@test "per CPU: a table shows the CPUs that are not zero and a sum" {
	two_cpus
	run_ok mapctl dump "$PINS/percpu"
	same "$output" 'key cpu  n low
  1 0   10  -5
  1 1   32   7
  1 sum 42   2
  2 1    1   1
  2 sum  1   1'
}

@test "per CPU: JSON has the values of all possible CPUs" {
	two_cpus
	run_ok mapctl -j dump "$PINS/percpu"
	conforms dump-percpu <<<"$output"
	same "$(json '[.[] | {key, n: (.values | length), two: [.values[0, 1]]}] | sort_by(.key)')" \
		"[{\"key\":1,\"n\":$CPUS,\"two\":[{\"cpu\":0,\"value\":{\"n\":10,\"low\":-5}},{\"cpu\":1,\"value\":{\"n\":32,\"low\":7}}]},{\"key\":2,\"n\":$CPUS,\"two\":[{\"cpu\":0,\"value\":{\"n\":0,\"low\":0}},{\"cpu\":1,\"value\":{\"n\":1,\"low\":1}}]}]"
	run_ok mapctl -J dump "$PINS/percpu"
	jq -sc . <<<"$output" | conforms dump-percpu
	[ "$(wc -l <<<"$output")" = 2 ]
}

@test "per CPU: CSV and -o have a row a CPU" {
	two_cpus
	run_ok mapctl --csv dump "$PINS/percpu"
	same "$(head -1 <<<"$output")" 'key,cpu,value.n,value.low'
	same "$(grep '^[12],[01],' <<<"$output" | sort)" '1,0,10,-5
1,1,32,7
2,0,0,0
2,1,1,1'
	[ "$(wc -l <<<"$output")" = $((1 + 2 * CPUS)) ]
	run_ok mapctl dump "$PINS/percpu" -o key,cpu,n --no-header
	same "$(tr -s ' ' <<<"$output" | grep -E '[12] [01] ')" '1 0 10
1 1 32
2 0 0
2 1 1'
}

@test "per CPU: --cpu N is that CPU's value" {
	two_cpus
	run_ok mapctl dump "$PINS/percpu" --cpu 1
	same "$output" 'key  n low
  1 32   7
  2  1   1'
	run_ok mapctl -J dump "$PINS/percpu" --cpu 0
	same "$(sort <<<"$output")" '{"key":1,"cpu":0,"value":{"n":10,"low":-5}}
{"key":2,"cpu":0,"value":{"n":0,"low":0}}'
	run_ok mapctl -r lookup "$PINS/percpu" 1 -o n --cpu 1
	same "$output" 32
}

@test "per CPU: --cpu sum, max and min put the values together" {
	two_cpus
	run_ok mapctl dump "$PINS/percpu" --cpu sum --no-header
	same "$output" '1 42 2
2  1 1'
	run_ok mapctl dump "$PINS/percpu" --cpu max --no-header
	same "$output" '1 32 7
2  1 1'
	run_ok mapctl -J dump "$PINS/percpu" --cpu min
	same "$(sort <<<"$output" | tail -1)" '{"key":2,"value":{"n":0,"low":0}}'
	run_ok mapctl --csv dump "$PINS/percpu" --cpu max
	same "$(sort <<<"$output")" '1,32,7
2,1,1
key,value.n,value.low'
	run_ok mapctl --csv dump "$PINS/percpu" --cpu max -o value
	same "$(sort <<<"$output")" '"{""n"":1,""low"":1}"
"{""n"":32,""low"":7}"
value'
	run_ok mapctl -r lookup "$PINS/percpu" 1 -o low --cpu min
	[ "$output" = -5 ]
}

@test "per CPU: wrong CPUs and maps without them are refused" {
	run_fails 2 '"99999"' mapctl dump "$PINS/percpu" --cpu 99999
	run_fails 2 '"most"' mapctl dump "$PINS/percpu" --cpu most
	run_fails 2 'one value for all CPUs' mapctl dump "$PINS/inner" --cpu 0
}

@test "maps in maps are ids, with the names of the maps" {
	run_ok mapctl -j dump "$PINS/outer"
	conforms dump-maps <<<"$output"
	same "$output" "[{\"key\":2,\"value\":{\"id\":$INNER,\"name\":\"t1inner\"}}]"
	run_ok mapctl dump "$PINS/outer" --no-header
	same "$output" "2 $INNER /* t1inner */"
	run_ok mapctl --csv dump "$PINS/outer"
	same "$output" "key,value
2,$INNER"
	mapctl create "$PINS/hash-outer" type hash_of_maps key 2 value 4 entries 4 inner "$PINS/inner"
	mapctl update "$PINS/hash-outer" hex:0102 value map name t1inner
	run_ok mapctl -J dump "$PINS/hash-outer"
	same "$output" "{\"key\":\"hex:0102\",\"value\":{\"id\":$INNER,\"name\":\"t1inner\"}}"
}

@test "a prog_array shows its programs, and not its empty slots" {
	mapctl create "$PINS/progs" type prog_array key 4 value 4 entries 8
	id=$("$BUILD/tests/helpers/prog" t1prog "$PINS/prog")
	run_ok mapctl update "$PINS/progs" 3 value prog pinned "$PINS/prog"
	run_ok mapctl -j dump "$PINS/progs"
	conforms dump-maps <<<"$output"
	same "$output" "[{\"key\":3,\"value\":{\"id\":$id,\"name\":\"t1prog\"}}]"
	run_ok mapctl dump "$PINS/progs" --no-header
	same "$output" "3 $id /* t1prog */"
}

@test "a devmap shows its interfaces" {
	mapctl create "$PINS/dev" type devmap key 4 value 4 entries 8
	run_ok mapctl update "$PINS/dev" 5 value ifname lo
	run_ok mapctl dump "$PINS/dev" --no-header
	same "$output" '5 1 /* lo */'
	run_ok mapctl -J dump "$PINS/dev"
	same "$output" '{"key":5,"value":{"ifindex":1,"name":"lo"}}'
}

# cannot_dump TYPE "why" WORDS of create…
cannot_dump() {
	local type=$1 why=$2
	shift 2
	mapctl create "$PINS/cannot" type "$type" "$@"
	run_fails 1 "$why" mapctl dump "$PINS/cannot"
	run_fails 1 "$why" mapctl -r dump "$PINS/cannot" --keys
	run --separate-stderr mapctl -j dump "$PINS/cannot"
	[ "$status" = 1 ]
	[ -z "$output" ]
	# shellcheck disable=SC2154 # bats sets it
	conforms error <<<"$stderr"
	rm "$PINS/cannot"
}

@test "types without entries say why they cannot be dumped, exit 1" {
	cannot_dump ringbuf '`events` prints them' entries 4096
	cannot_dump user_ringbuf '`push` sends one' entries 4096
	cannot_dump bloom_filter '`lookup` tells whether one was added' value u32 entries 4
	cannot_dump arena 'is memory' entries 1 flags mmapable
}

@test "LRU, LPM and stack_trace maps are dumped" {
	mapctl create "$PINS/lru" type lru_hash key u32 value u32 entries 64
	mapctl update "$PINS/lru" 1 2
	run_ok mapctl -J dump "$PINS/lru"
	same "$output" '{"key":1,"value":2}'
	mapctl create "$PINS/lpm" type lpm_trie flags no_prealloc key 8 value 4 entries 4
	mapctl update "$PINS/lpm" hex:080000000a000000 hex:01000000
	run_ok mapctl -J dump "$PINS/lpm"
	same "$output" '{"key":{"prefixlen":8,"data":[10,0,0,0]},"value":"hex:01000000"}'
	mapctl create "$PINS/stacks" type stack_trace key 4 value 64 entries 4
	run_ok mapctl -j dump "$PINS/stacks"
	same "$output" '[]'
}

@test "a glob dumps all maps that it fits, each under its name" {
	tag=t1g$RANDOM
	for i in 1 2; do
		mapctl create "$PINS/$tag$i" type array key u32 value u32 entries 1 name "$tag$i"
		mapctl update "$PINS/$tag$i" 0 $i
	done
	one=$(mapctl -r info "$PINS/${tag}1" -o id)
	two=$(mapctl -r info "$PINS/${tag}2" -o id)
	run_ok mapctl -j dump "$tag*"
	conforms dump-many <<<"$output"
	same "$output" "[{\"map\":{\"id\":$one,\"name\":\"${tag}1\"},\"entries\":[{\"key\":0,\"value\":1}]},{\"map\":{\"id\":$two,\"name\":\"${tag}2\"},\"entries\":[{\"key\":0,\"value\":2}]}]"
	run_ok mapctl dump "$tag*"
	same "$output" "${tag}1 (id $one, array)
key value
  0     1

${tag}2 (id $two, array)
key value
  0     2"
	run_ok mapctl -J dump "$tag*"
	same "$(jq -sc '[.[].map.id]' <<<"$output")" "[$one,$two]"
	run_fails 2 'no columns in common' mapctl --csv dump "$tag*"
	run_fails 3 'no map is named' mapctl dump "nobody$tag*"
	run_fails 3 "nothing is pinned at \"$PINS/*\"" mapctl dump "$PINS/*"
}

@test "a glob dumps all that it can, and says what it could not" {
	tag=t1h$RANDOM
	mapctl create "$PINS/${tag}1" type array key u32 value u32 entries 1 name "${tag}1"
	mapctl create "$PINS/${tag}2" type ringbuf entries 4096 name "${tag}2"
	mapctl create "$PINS/${tag}3" type array key u32 value u32 entries 1 name "${tag}3"
	why="map \"${tag}2\": a ring buffer holds records, not entries; \`events\` prints them"
	run --separate-stderr mapctl dump "$tag*"
	[ "$status" = 1 ]
	same "$(sed 's/ (id [0-9]*/ (id N/' <<<"$output")" "${tag}1 (id N, array)
key value
  0     0

${tag}2 (id N, ringbuf)

${tag}3 (id N, array)
key value
  0     0"
	same "$stderr" "mapctl: note: $why"$'\n''mapctl: dump: 1 map could not be read'
	run --separate-stderr mapctl -j dump "$tag*"
	[ "$status" = 1 ]
	conforms dump-many <<<"$output"
	same "$(json '[.[].entries | map([.value, .error.code])]')" \
		'[[[0,null]],[[null,"EOPNOTSUPP"]],[[0,null]]]'
	error_is EIO '1 map could not be read'
	mapctl create "$PINS/${tag}4" type queue value u32 entries 4 name "${tag}4"
	mapctl push "$PINS/${tag}4" 5
	run --separate-stderr mapctl -j dump "$tag*" --keys
	[ "$status" = 1 ]
	same "$(json '[.[].entries | map([.key, .error.code])]')" \
		'[[[0,null]],[[null,"EOPNOTSUPP"]],[[0,null]],[[null,"USAGE"]]]'
	rm "$PINS/${tag}4"
	run --separate-stderr mapctl -J dump "$tag*"
	[ "$status" = 1 ]
	same "$(jq -r 'select(.error) | .map.name + ": " + .error.message' <<<"$output")" "${tag}2: $why"
	same "$(jq -sc 'map(.value)' <<<"$output")" '[0,null,0]'
}

@test "--recursive with a glob: inner maps of those that hold maps, and of no others" {
	tag=t1r$RANDOM
	mapctl create "$PINS/${tag}1" type hash key u32 value u16 entries 2 name "${tag}1"
	mapctl create "$PINS/in$tag" type hash key u32 value u32 entries 2 name "in$tag"
	mapctl create "$PINS/${tag}2" type array_of_maps key 4 value 4 entries 2 name "${tag}2" inner "$PINS/in$tag"
	mapctl update "$PINS/${tag}1" 1 2
	mapctl update "$PINS/in$tag" 5 6
	mapctl update "$PINS/${tag}2" 1 value map pinned "$PINS/in$tag"
	run_ok mapctl -j dump "$tag*" --recursive
	same "$(json '[.[].entries[] | [.key, .value.entries? // .value]]')" '[[1,2],[1,[{"key":5,"value":6}]]]'
	run_ok mapctl dump "$tag*" --recursive
	same "$(sed 's/ (id [0-9]*/ (id N/; s/ [0-9]* \/\*/ N \/*/' <<<"$output")" "${tag}1 (id N, hash)
key value
  1     2

${tag}2 (id N, array_of_maps)
key value
  1 N /* in$tag */

in$tag (id N, hash)
key value
  5     6"
}

@test "--all-matches dumps the maps of one name, which alone is ambiguous" {
	name=t1a$RANDOM
	for i in 1 2; do
		mapctl create "$PINS/$name$i" type array key u32 value u32 entries 1 name "$name"
		mapctl update "$PINS/$name$i" 0 $i
	done
	run --separate-stderr mapctl -j dump "$name"
	[ "$status" = 2 ]
	conforms error <<<"$stderr"
	same "$(jq -c '.error | [.code, (.candidates | length)]' <<<"$stderr")" '["AMBIGUOUS",2]'
	run_ok mapctl -j dump "$name" --all-matches
	conforms dump-many <<<"$output"
	same "$(json '[.[].entries[0].value]')" '[1,2]'
}

@test "the other commands' JSON is what the schemas say" {
	run_ok mapctl -j list pinned "$PINS/inner"
	conforms list <<<"$output"
	run_ok mapctl -j list
	conforms list <<<"$output"
	for map in inner outer percpu; do
		run_ok mapctl -j info "$PINS/$map"
		conforms info <<<"$output"
		run_ok mapctl -j schema "$PINS/$map"
		conforms schema <<<"$output"
	done
	run_ok mapctl -j lookup "$PINS/percpu" 1
	conforms lookup <<<"$output"
	run_ok mapctl -j getnext "$PINS/percpu"
	conforms getnext <<<"$output"
	run_ok mapctl -j update "$PINS/inner" 1 1
	conforms changed <<<"$output"
	run_ok mapctl -j delete "$PINS/inner" 1
	conforms changed <<<"$output"
	run_ok mapctl -j version
	conforms version <<<"$output"
	run_ok mapctl -j demo list
	conforms demo-list <<<"$output"
	run mapctl -j doctor
	conforms doctor <<<"$output"
}

@test "the checker of the schemas finds what is wrong" {
	for wrong in '[{"key":1}]' '{}' '[{"key":1,"value":2,"more":3}]' '[{"key":1,"key":1,"value":2}]' '[' \
		'[{"key":1,"error":{"code":"eio","message":""}}]'; do
		run conforms dump <<<"$wrong"
		[ "$status" = 1 ] || { echo "accepted: $wrong"; return 1; }
	done
	conforms dump <<<'[{"key":1,"error":{"code":"EIO","message":"x"}},{"key":null,"value":null}]'
}
