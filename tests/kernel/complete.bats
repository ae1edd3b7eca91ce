#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of what only the kernel knows: maps, pins, fields, keys, types, programs, processes, by
# maps of the test's own, told to the word.

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	export TAG=co$RANDOM
	mkdir "$PINS/sub" "$PINS/sub/below"
	mapctl create "$PINS/flows" type hash entries 9 name "${TAG}_flows" \
		key 'struct { __be32 saddr; struct { u16 lo; u16 hi; } ports; }' \
		value 'struct { u64 packets; enum { IDLE, BUSY } state; bool seen; u8 proto; u32 slots[3];
			union { u32 word; u8 bytes[4]; } u; struct { u32 x; } at[2]; u64 saddr; }'
	mapctl create "$PINS/words" type hash key 'char[16]' value u32 entries 9 name "${TAG}_words"
	mapctl update "$PINS/words" 'two words' 2
	mapctl update "$PINS/words" one 1
	mapctl update "$PINS/words" key flags value 3
	mapctl create "$PINS/sub/array" type array key 4 value u32 entries 3 name "${TAG}_array"
	mapctl create "$PINS/percpu" type percpu_array key 4 value u64 entries 2 name "${TAG}_percpu"
	mapctl create "$PINS/many" type array key 4 value u32 entries 257 name "${TAG}_many"
	mapctl create "$PINS/names" type hash key 'enum { RED, GREEN, BLUE }' value bool entries 4 \
		name "${TAG}_names"
	mapctl create "$PINS/outer" type array_of_maps key 4 value 4 entries 2 inner "$PINS/sub/array" \
		name "${TAG}_outer"
	mapctl create "$PINS/twin1" type hash key u32 value u32 entries 4 name "${TAG}_twin"
	mapctl create "$PINS/twin2" type hash key u32 value u64 entries 4 name "${TAG}_twin"
	mapctl create "$PINS/ring" type ringbuf entries 4096 name "${TAG}_ring"
	PROG=$("$BUILD/tests/helpers/prog" "${TAG}_prog" "$PINS/prog" "$PINS/sub/array" "$PINS/percpu")
	export PROG
}

teardown() {
	[ -z "${HOLDER:-}" ] || kill "$HOLDER"
}

id_of() {
	mapctl -r list --under "$PINS" -o id "$1" | paste -sd' '
}

# told LINE: the candidates with what goes on marked by +, in one line
told() {
	run_ok mapctl __complete "mapctl $1" || return 1
	awk -F '\t' '
		NR == 1 { files = $3; next }
		{ printf "%s%s%s", n++ ? " " : "", $1, $3 == "open" ? "+" : "" }
		END { if (files) printf "%s(files)", n ? " " : "" }' <<<"$output"
}

# offers LINE WORDS…: exactly these
offers() {
	local line=$1
	shift
	same "$(told "$line")" "$*" || { echo "of: $line"; return 1; }
}

# has LINE WORDS…: these among others
has() {
	local line=$1 all word
	shift
	all=$(told "$line")
	for word; do
		[[ " $all " == *" $word "* ]] || { echo "no $word of: $line: $all"; return 1; }
	done
}

# about LINE WORD: what is said of a candidate
about() {
	run_ok mapctl __complete "mapctl $1" || return 1
	awk -F '\t' -v word="$2" '$1 == word { print $2 }' <<<"$output"
}

@test "maps by name, with what they are; twins once, with their ids" {
	offers "info ${TAG}_" "${TAG}_array" "${TAG}_flows" "${TAG}_many" "${TAG}_names" \
		"${TAG}_outer" "${TAG}_percpu" "${TAG}_ring" "${TAG}_twin" "${TAG}_words"
	offers "dump name ${TAG}_w" "${TAG}_words"
	same "$(about "dump ${TAG}_" "${TAG}_words")" "hash char[16] -> u32"
	same "$(about "info ${TAG}_" "${TAG}_array")" "array u32 -> u32"
	same "$(about "dump ${TAG}_" "${TAG}_flows")" "hash struct {…} -> struct {…}"
	same "$(about "info ${TAG}_" "${TAG}_ring")" "ringbuf 4096 bytes"
	same "$(about "dump ${TAG}_" "${TAG}_twin")" "hash u32 -> u32, ids $(id_of "${TAG}_twin" | sed 's/ /, /')"
	has "dump " id name pid pinned "${TAG}_words"
	offers "dump pin" pinned
	offers "dump ${TAG}_nothing"
}

@test "a command is offered the maps that it works on" {
	offers "dump ${TAG}_r"
	offers "events ${TAG}_" "${TAG}_ring"
	offers "events $PINS/r" "$PINS/ring"
	offers "pop ${TAG}_"
	offers "delete ${TAG}_" "${TAG}_flows" "${TAG}_names" "${TAG}_outer" "${TAG}_twin" "${TAG}_words"
	offers "dump id $(id_of "${TAG}_ring")"
	offers "create p inner ${TAG}_r" "${TAG}_ring"
}

@test "a name longer than the kernel keeps is completed whole" {
	demo_name=a_name_that_is_longer_than_fifteen
	mapctl create "$PINS/$demo_name" type hash key u32 value u32 entries 1 name "${demo_name:0:15}"
	offers "dump name ${demo_name:0:12}" "$demo_name"
	rm "$PINS/$demo_name"
}

@test "maps by id, and by descriptor" {
	local id
	id=$(id_of "${TAG}_words")
	has "dump id ${id:0:1}" "$id"
	same "$(about "dump id $id" "$id")" "${TAG}_words  hash char[16] -> u32"
	has "dump $id" "$id"
	exec {out}< <(exec "$BUILD/tests/helpers/hold" "$PINS/words" 3>&-)
	HOLDER=$!
	local line
	while read -r line <&"$out" && [ "$line" != held ]; do
		fd=$line
	done
	has "dump pid $HOLDER" "$HOLDER"
	same "$(about "dump pid $HOLDER" "$HOLDER")" hold
	offers "dump pid $HOLDER " fd
	offers "dump pid $HOLDER fd " "$fd"
	same "$(about "dump pid $HOLDER fd " "$fd")" "${TAG}_words  hash char[16] -> u32"
	has "list --pid " "$HOLDER"
}

@test "pins and directories on the way to them" {
	offers "info $PINS/" "$PINS/"{flows,many,names,outer,percpu,ring,sub/+,twin1,twin2,words}
	offers "dump pinned $PINS/sub/" "$PINS/sub/array" "$PINS/sub/below/+"
	offers "unpin $PINS/w" "$PINS/words"
	same "$(about "dump $PINS/w" "$PINS/words")" "hash char[16] -> u32"
	offers "pin ${TAG}_words $PINS/" "$PINS/sub/+"
	offers "create $PINS/s" "$PINS/sub/+"
	offers "list --under $PINS/s" "$PINS/sub/+"
	offers "update m 1 --btf prog pinned $PINS/" "$PINS/prog" "$PINS/sub/+"
	offers "dump /sys/fs/b" /sys/fs/bpf/+
	offers "dump /etc/pass"
	cd "$PINS"
	offers "dump ./w" ./words
	offers "dump sub/a" sub/array
}

@test "columns: of the map's leaves, once each" {
	offers "dump ${TAG}_flows -o pa" packets+
	offers "dump ${TAG}_flows -o packets,po" packets,ports.hi+ packets,ports.lo+
	offers "dump ${TAG}_flows -o key.s" key.saddr+
	offers "dump ${TAG}_flows -o s" seen+ slots+ state+
	offers "dump ${TAG}_words -o " cpu+ key+ value+
	mapctl create "$PINS/groups" type cgroup_array key 4 value 4 entries 2 name "${TAG}_groups"
	offers "dump ${TAG}_groups -o " cpu+ id+ key+ path+ value+
	offers "hist ${TAG}_groups " id key
	rm "$PINS/groups"
	same "$(about "dump ${TAG}_flows -o " packets)" u64
}

@test "field paths: assignments and what may be assigned" {
	offers "update ${TAG}_flows se" seen=+
	offers "update ${TAG}_flows key." key.ports.+ key.saddr=+
	offers "update ${TAG}_flows key.sad" key.saddr=+
	offers "update ${TAG}_flows key.ports." key.ports.hi=+ key.ports.lo=+
	offers "update ${TAG}_flows value.slots[" value.slots[0]=+ value.slots[1]=+ value.slots[2]=+
	offers "update ${TAG}_flows at[1" at[1].+
	offers "update ${TAG}_flows at[1]." at[1].x=+
	offers "update ${TAG}_flows u." u.bytes=+ u.word=+
	offers "update ${TAG}_flows state=" state=BUSY state=IDLE
	offers "update ${TAG}_flows value.seen=t" value.seen=true
	offers "update ${TAG}_flows packets="
	offers "update ${TAG}_flows proto=udpl" proto=udplite
	offers "update ${TAG}_flows seen=true se"
	offers "lookup ${TAG}_flows pa"
	offers "lookup ${TAG}_flows po" ports.hi=+ ports.lo=+
	offers "hist ${TAG}_flows pa" packets
	offers "hist ${TAG}_flows --by key.sa" key.saddr
	offers "hist ${TAG}_words v" value
	offers "watch ${TAG}_flows --sort st" state
	offers "dump ${TAG}_flows --as pac" packets=+
	offers "dump ${TAG}_flows --as packets=kt" packets=ktime
}

@test "keys of small maps, and names as keys and values" {
	offers "lookup ${TAG}_words " '"flags"' key one "two words"
	offers "lookup ${TAG}_words key " flags one "two words"
	offers "lookup ${TAG}_words 'tw" "two words"
	same "$(about "lookup ${TAG}_words " "two words")" 2
	offers "lookup ${TAG}_array " 0 1 2 key
	offers "lookup ${TAG}_percpu " 0 1 key
	offers "lookup ${TAG}_many " key
	offers "lookup ${TAG}_flows key.saddr=1 " key ports.hi=+ ports.lo=+ # no whole key any more
	offers "update ${TAG}_names " BLUE GREEN RED key
	offers "update ${TAG}_names RED t" true
	offers "update ${TAG}_names key RED value f" false
	offers "update ${TAG}_names R" RED
	run_ok mapctl __complete "mapctl getnext ${TAG}_words "
	same "$(mapctl -J dump "${TAG}_words" | wc -l)" 3
}

@test "every key that is offered is one that can be looked up" {
	mapctl create "$PINS/odd" type hash key 'char[8]' value u32 entries 20 name "${TAG}_odd"
	for key in a=b any key flags -m '[i' '{h' @x "'q" hex:aa 'a\"q' 'x y' '*' ''; do
		mapctl update "$PINS/odd" key "\"$key\"" value 1
	done
	mapctl create "$PINS/signed" type hash key s32 value u32 entries 4 name "${TAG}_signed"
	mapctl update "$PINS/signed" -3 1
	for words in "lookup $PINS/odd" "lookup $PINS/odd key" "lookup $PINS/signed"; do
		mapfile -t keys < <(mapctl __complete "mapctl $words " | tail -n +2 | cut -f 1)
		for key in "${keys[@]}"; do
			# shellcheck disable=SC2086 # words
			[ "$key" = key ] || run_ok mapctl $words "$key"
		done
		[[ $words != *odd* ]] || [ "${#keys[@]}" -ge 14 ]
	done
	rm "$PINS/odd" "$PINS/signed"
}

@test "members, and what they may be, within braces" {
	offers "update ${TAG}_flows x '{sta" "{state: +"
	offers "update ${TAG}_flows x '{packets: 1, sta" "{packets: 1, state: +"
	offers "update ${TAG}_flows x '{state: 0, sta"
	offers "update ${TAG}_flows x '{state: B" "{state: BUSY+"
	offers "update ${TAG}_flows x '{seen: false, state: " "{seen: false, state: BUSY+" \
		"{seen: false, state: IDLE+"
	offers "update ${TAG}_flows x '{at: [{x: 1}, {" "{at: [{x: 1}, {x: +"
	offers "update ${TAG}_flows x '{at: [{x: 1}], se" "{at: [{x: 1}], seen: +"
	offers "update ${TAG}_flows x '{u: {w" "{u: {word: +"
	offers "update ${TAG}_flows at[0]='{" "at[0]={x: +"
	offers "update ${TAG}_flows x '{packets: {"
	offers "update ${TAG}_flows x '{\"a\": \"{"
	offers "lookup ${TAG}_flows '{ports: {l" "{ports: {lo: +"
	offers "update ${TAG}_words x '{"
}

@test "objects, types and programs" {
	offers "update ${TAG}_outer 0 ${TAG}_a" "${TAG}_array"
	has "update ${TAG}_outer key 0 value " id map name pinned "${TAG}_array"
	offers "update ${TAG}_outer key 0 value map name ${TAG}_a" "${TAG}_array"
	offers "update ${TAG}_outer key 0 value pinned $PINS/sub/a" "$PINS/sub/array"
	offers "dump --prog ${TAG}_" "${TAG}_prog"
	offers "dump --prog $PROG" "$PROG"
	same "$(about "dump --prog $PROG" "$PROG")" "${TAG}_prog  socket_filter"
	offers "dump x --btf prog id $PROG" "$PROG"
	offers "dump x --types __be" __be16 __be32 __be64
	offers "create p key s1" s128 s16
	has "dump x --btf id " 1
	offers "dump ${TAG}_words --cpu su" sum
}

@test "a map by its pin gives the same, and so does the line in the middle" {
	offers "update $PINS/flows se" seen=+
	offers "update pinned $PINS/flows se" seen=+
	run_ok mapctl __complete "mapctl dump ${TAG}_wo --keys" $((12 + ${#TAG} + 3))
	same "${lines[1]%%$'\t'*}" "${TAG}_words"
}

@test "who may not ask is told nothing, without an error" {
	local line
	for line in "dump " "dump id " "dump ${TAG}_words -o " "lookup ${TAG}_words " "dump --prog " \
		"dump --pid " "dump x --btf id " "dump $PINS/" "update ${TAG}_flows state="; do
		run --separate-stderr unprivileged -- mapctl __complete "mapctl $line"
		[ "$status" = 0 ] && [ -z "$stderr" ] || { echo "$line: $status $stderr"; return 1; }
		[[ $output != *"$TAG"_* ]]
	done
}

@test "CAP_BPF and CAP_PERFMON are enough for names, a readable pin for fields" {
	run --separate-stderr unprivileged bpf,perfmon -- mapctl __complete "mapctl dump ${TAG}_w"
	same "$status$stderr" 0
	same "$(sed 1d <<<"$output")" "${TAG}_words"$'\thash 16 bytes -> 4 bytes\t'
	chmod 444 "$PINS/words"
	run --separate-stderr unprivileged -- mapctl __complete "mapctl lookup $PINS/words "
	chmod 600 "$PINS/words"
	same "$status$stderr" 0
	[[ $output == *$'\nhex:6f6e6500'* ]]
}

@test "nothing is changed by it" {
	local before
	before=$(pins_state)
	for line in "dump " "lookup ${TAG}_words " "update ${TAG}_flows s" "push ${TAG}_ring " \
		"pop ${TAG}_ring " "clear ${TAG}_" "unpin $PINS/" "delete ${TAG}_words "; do
		run_ok mapctl __complete "mapctl $line"
	done
	same "$(pins_state)" "$before"
}

@test "the fields in a condition, and what they are compared with" {
	offers "dump $PINS/flows --where pack" packets+
	offers "dump $PINS/flows --where packets gt 5 and st" state+
	offers "dump $PINS/flows --where state eq " BUSY IDLE
	offers "dump $PINS/flows --where seen == t" true
	offers "delete $PINS/flows --where at[1]" "at[1].+"
	offers "dump $PINS/flows --where 'packets > 5 && sta" "packets > 5 && state+"
	offers "dump $PINS/flows --where '!(state == B" "!(state == BUSY"
	offers "dump $PINS/flows --where key.p" key.ports.+
	offers "delete $PINS/flows --wh" --where
	offers "delete $PINS/names --where key eq G" GREEN
}
