#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Tab in a session, for each kind of thing that a line may hold, and with the map in use.

load ../lib
load lib

setup_file() {
	kernel_or_skip
	pins_begin
	export TAG=rc$RANDOM
	mapctl create "$PINS/flows" type hash entries 9 name "${TAG}_flows" key 'struct { u32 source; }' \
		value 'struct { u64 packets; enum { IDLE, BUSY } state; }'
	mapctl create "$PINS/words" type hash key 'char[16]' value u32 entries 9 name "${TAG}_words"
	mapctl update "$PINS/words" 'two words' 2
	mapctl create "$PINS/raw" type hash key 4 value 4 entries 9 name "${TAG}_raw"
	"$BUILD/tests/helpers/prog" "${TAG}_prog" "$PINS/prog" "$PINS/words" >/dev/null
}

teardown_file() {
	pins_end
}

setup() {
	repl_home
}

# becomes TYPED SHOWN…: each typed and completed by Tab comes to show so
becomes() {
	local steps=()
	while [ $# -gt 0 ]; do
		steps+=(key "\\x15$1\\t" await "$2")
		shift 2
	done
	repl await 'mapctl>' "${steps[@]}"
}

@test "a line that goes on is completed by all of it" {
	repl key "use $PINS/flows\r" await '0/9>' key 'update {\r' await '...>' key 'so\t' \
		await '...> source:' key '1} {packets: 1,\r' await $'1,\n   ...>' key 'sta\t' \
		await '...> state:' key 'B\t' await '...> state: BUSY' key '}\r' await 'flows 1/9>' \
		key 'lookup \\r' await $'lookup \\\n   ...>' key 'sour\t' await '...> source=' \
		key '1\r' await $'BUSY\n' key 'dump {\r' await $'dump {\n   ...>' key 'ver\t' screen key '\x03'
	[[ $output != *version* ]]
}

@test "a long candidate leaves the others what they are for" {
	mapctl create "$PINS/long" type hash key 'struct { u32 source; char name[40]; }' value u32 \
		entries 9 name "${TAG}_long"
	mapctl update "$PINS/long" '{source: 1, name: "no name is as long as this one"}' 2
	terminal 80 24 "" key "use $PINS/long\r" await '1/9>' key 'lookup \t' await 'as this one' screen \
		key '\x15quit\r' end
	grep -q '^source=  u32$' <<<"$output"
	grep -q '^name=    char\[40\]$' <<<"$output"
	grep -q "^pinned   a map by its pin\$" <<<"$output"
	grep -q '^{source: 1, name: "no name is as long as this one"}  2$' <<<"$output"
}

@test "Tab completes each kind of thing" {
	local id
	id=$(mapctl -r list --under "$PINS" -o id "${TAG}_words")
	becomes 'getn' '> getnext' 'demo sto' '> demo stop' \
		"dump ${TAG}_w" "> dump ${TAG}_words" "info id $id" "id $id" \
		"dump /sys/fs/b" '> dump /sys/fs/bpf/' "dump pinned $PINS/w" "pinned $PINS/words" \
		'list --type lpm' '--type lpm_trie' 'create p type hash flags no_pr' 'flags no_prealloc' \
		'list -o na' '-o name' "dump ${TAG}_flows -o key,pack" '-o key,packets' \
		"update ${TAG}_flows key.sou" 'key.source=' "update ${TAG}_flows state=B" 'state=BUSY' \
		"lookup ${TAG}_words tw" "${TAG}_words 'two words'" "dump x --cpu su" '--cpu sum' \
		"list --prog ${TAG}_p" "--prog ${TAG}_prog" "update ${TAG}_flows {sou" '_flows {source:' \
		'create p key __be6' 'key __be64' 'help lru_p' 'help lru_percpu_hash'
}

@test "with a map in use bare words are its keys and fields, by the types that are set" {
	repl await 'mapctl>' key "use $PINS/words\\r" await 'words 1/9>' \
		key 'lookup tw\t' await "lookup 'two words'" key '\r' await 'two words' \
		key "lookup name ${TAG}_ra\\t" await "name ${TAG}_raw" key '\x15' \
		key "use $PINS/raw\\r" await 'raw 0/9>' \
		key "set types u32 'struct { u16 left; u16 right; }'\\r" await 'raw 0/9>' \
		key 'update 1 lef\t' await 'update 1 left=' key '7\r' await 'raw 1/9>' \
		key 'dump -o rig\t' await '-o right'
	[[ $output != *mapctl:* ]]
}
