#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Lines that read and write maps: what they leave in the kernel, and what is said of those that fail.

load pins

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	M=$PINS/m
	mapctl create "$M" type hash entries 64 key u32 value 'struct { u32 n; char text[4]; }'
}

teardown() {
	rm -rf "${PINS:?}"/*
}

# lines TEXT…: into the file `lines`, one each
lines() {
	printf '%s\n' "$@" >lines
}

# failing STATUS LINES: batch ends so, with these lines on standard error; $output is what it printed
failing() {
	run --separate-stderr mapctl batch lines
	same "$status $stderr" "$1 $2"
}

entries() {
	mapctl -J dump "$1" | sort
}

# What lines leave behind is what the same words leave one by one.
same_as_single() {
	local line
	mapctl --keep-going batch lines >batched 2>/dev/null || :
	entries "$M" >after_batch
	rm "$M"
	setup
	while read -r line; do
		eval "mapctl $line" || :
	done <lines >singly 2>/dev/null
	same "$(cat batched)" "$(cat singly)"
	same "$(cat after_batch)" "$(entries "$M")"
}

@test "updates and deletes leave what single commands leave" {
	lines "update $M 1 '{n: 1}'" "update $M key 2 0 0 0 value hex 02 00 00 00 61 62 00 00" \
		"map update pinned $M key 3 0 0 0 value 3 0 0 0 0 0 0 0 any" "delete $M 1" \
		"update $M 4 n=4 text=four" "update $M 2 n=22" "update $M 5 '{n: 5}' noexist" \
		"update $M 5 '{n: 55}' noexist" "update $M 6 '{n: 6}' exist" "delete $M 99" \
		"update $M 3 '{n: 33}' flags exist" "lookup $M 3" "update $M 3 '{n: 333}'" \
		"lookup $M 3" "delete $M 3" "lookup $M 3" "update $M hex:07000000 '{n: 7}'"
	same_as_single
	same "$(wc -l <after_batch)" 4
}

@test "every order of lines on two maps is kept" {
	mapctl create "$PINS/n" type array entries 4 key u32 value u32
	for i in 1 2 3 4 5; do
		echo "update $M 1 {n: $i}"
		echo "update $PINS/n 1 $i"
		echo "-r -o value.n dump $M"
		echo "-r -o value lookup $PINS/n 1"
		echo "delete $M 1"
		echo "update $M 2 {n: 1$i}"
		echo "update $M 2 {n: 2$i}"
		echo "-r lookup $M 2 -o value.n"
		echo "delete $M 2"
	done >lines
	run_ok mapctl batch lines
	same "$output" "$(for i in 1 2 3 4 5; do printf '%s\n' $i $i 2$i; done)"
}

@test "what a pause in the input follows is done already, and so is the end of the input" {
	mkfifo in
	mapctl batch - <in &
	exec 5>in
	printf 'update %s 1 {n: 1}\nupdate %s 2 {n: 2}\n' "$M" "$M" >&5
	until [ "$(entries "$M" | wc -l)" = 2 ]; do :; done
	printf 'update %s 3 {n: 3}\nupdate %s 4 {n: 4' "$M" "$M" >&5
	until [ "$(entries "$M" | wc -l)" = 3 ]; do :; done
	printf '}' >&5
	exec 5>&-
	wait $!
	same "$(mapctl -r -o value.n lookup "$M" 4)" 4
}

@test "a refused update says its line, and what single commands say" {
	mapctl create "$PINS/full" type hash entries 3 key u32 value u32
	for i in 1 2 3 4 5; do echo "update $PINS/full $i 1$i"; done >lines
	failing 1 'mapctl: lines:4: update: map "full" is full (max_entries 3)'
	same "$(entries "$PINS/full" | wc -l)" 3
	run --separate-stderr mapctl update "$PINS/full" 9 9
	same "$stderr" 'mapctl: update: map "full" is full (max_entries 3)'
	lines "update $PINS/full 7 1" "update $PINS/full 1 77" "delete $PINS/full 8" \
		"delete $PINS/full 2" "update $PINS/full 8 88" "update $PINS/full 9 99"
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 1
	same "$stderr" 'mapctl: lines:1: update: map "full" is full (max_entries 3)
mapctl: lines:3: delete: key 8 is not in map "full"
mapctl: lines:6: update: map "full" is full (max_entries 3)
mapctl: 3 of 6 lines failed'
	same "$(mapctl -J dump "$PINS/full" | jq -c '[.key,.value]' | sort)" '[1,77]
[3,13]
[8,88]'
}

@test "the first failure's status is kept, whatever comes behind" {
	lines "delete $M 1" "update $M 1 x" "version"
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 3
	lines "update $M 1 x" "delete $M 1"
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 2
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 2
	[[ $stderr == 'mapctl: lines:1: update: value: "x"'*$'\nmapctl: 2 of 2 lines failed' ]]
}

@test "lines before a wrong one are done, those behind are not" {
	lines "update $M 1 {n: 1}" "update $M 2 {n: 2}" "update $M 3 {m: 3}" "update $M 4 {n: 4}"
	run --separate-stderr mapctl batch lines
	same "$status" 2
	[[ $stderr == 'mapctl: lines:3: update: value: unknown field "m"'* ]]
	same "$(entries "$M" | wc -l)" 2
}

@test "a refused line in front of a wrong one is told first, and alone" {
	lines "update $M 1 {n: 1}" "delete $M 9" "update $M 2 {n: x}" "update $M 4 {n: 4}"
	run --separate-stderr mapctl batch lines
	same "$stderr" 'mapctl: lines:2: delete: key 9 is not in map "m"'
	same "$status" 3
	run --separate-stderr mapctl --keep-going batch lines
	[[ $stderr == 'mapctl: lines:2: delete: '*$'\nmapctl: lines:3: update: '*$'\nmapctl: 2 of 4 lines failed' ]]
	same "$(entries "$M" | wc -l)" 2
}

@test "a map frozen half-way refuses the rest" {
	lines "update $M 1 {n: 1}" "freeze --yes $M" "update $M 2 {n: 2}" "update $M 3 {n: 3}"
	run --separate-stderr mapctl --keep-going batch lines
	same "$status" 1
	same "$(grep -c 'update: map "m" is frozen: user space can no longer write it' <<<"$stderr")" 2
	[[ $stderr == 'mapctl: lines:3: '* ]]
	same "$(entries "$M" | wc -l)" 1
}

@test "per-CPU maps, LRU, LPM and arrays take runs of lines, too" {
	mapctl create "$PINS/ph" type percpu_hash entries 8 key u32 value u32
	mapctl create "$PINS/pa" type percpu_array entries 8 key u32 value 'struct { u8 a[3]; }'
	mapctl create "$PINS/lru" type lru_hash entries 64 key u32 value u32
	mapctl create "$PINS/plru" type lru_percpu_hash entries 64 key u32 value u64
	mapctl create "$PINS/lpm" type lpm_trie entries 8 key 'struct { u32 prefixlen; u8 addr[4]; }' \
		value u32 flags no_prealloc
	mapctl create "$PINS/a" type array entries 8 key u32 value u32
	for i in 1 2 3; do
		echo "update $PINS/ph $i 1$i"; done >lines
	for i in 1 2 3; do echo "update $PINS/pa $i {a: [$i, 2, 3]}"; done >>lines
	for i in 1 2 3; do echo "update $PINS/lru $i 2$i"; done >>lines
	for i in 1 2 3; do echo "update $PINS/plru $i 3$i"; done >>lines
	for i in 1 2 3; do echo "update $PINS/lpm 10.$i.0.0/16 4$i"; done >>lines
	for i in 1 2 3; do echo "update $PINS/a $i 5$i"; done >>lines
	run_ok mapctl batch lines
	for map in ph pa lru plru lpm a; do entries "$PINS/$map"; done >after_batch
	while read -r line; do
		mapctl delete ${line#update } 2>/dev/null || :
	done <lines
	sed "s/{.*}/'&'/" lines | while read -r line; do eval "mapctl $line" 2>/dev/null; done
	for map in ph pa lru plru lpm a; do entries "$PINS/$map"; done >singly
	same "$(cat after_batch)" "$(cat singly)"
	same "$(mapctl -J lookup "$PINS/ph" 2 | jq -c '[.values[].value] | unique')" '[12]'
	same "$(mapctl -r lookup "$PINS/lpm" 10.2.3.4/32)" 42
	lines "delete $PINS/ph 1" "delete $PINS/ph 2" "delete $PINS/lpm 10.1.0.0/16" "delete $PINS/a 1"
	run --separate-stderr mapctl batch lines
	same "$status" 2
	[[ $stderr == 'mapctl: lines:4: delete: no entry of map "a" can be deleted'* ]]
	same "$(entries "$PINS/ph" | wc -l)" 1
	lines "update $PINS/a 7 1" "update $PINS/a 8 1"
	failing 2 'mapctl: lines:2: update: index 8 is out of range: map "a" has 0..7'
}

@test "objects as values go their own way" {
	mapctl create "$PINS/outer" type hash_of_maps entries 4 key u32 value u32 inner "$M"
	mapctl create "$PINS/inner" type hash entries 64 key u32 value 'struct { u32 n; char text[4]; }'
	lines "update $PINS/outer hex:01000000 value map $PINS/inner" "update $PINS/outer key 2 0 0 0 value map pinned $M"
	run_ok mapctl batch lines
	same "$(entries "$PINS/outer" | wc -l)" 2
}

@test "--dry-run checks every line and changes nothing" {
	lines "update $M 1 {n: 1}" "update $M 2 {m: 1}" "delete $M 7" "update $M key 1 value 1 2" \
		"create $PINS/new type hash key u32 value u32 entries 4" "update $PINS/new 1 1" \
		"update new 1 1" "dump $M" "lookup $M 77" "lookup $M zzz" "getnext $M frob" "freeze --yes $M" "clear --yes $M" 'nothing'
	before=$(pins_state)
	run --separate-stderr mapctl --dry-run --keep-going batch lines
	same "$(pins_state)" "$before"
	same "$status" 2
	same "$(grep -v ': note: ' <<<"$stderr" | grep -o 'lines:[0-9]*: [a-z]*')" 'lines:2: update
lines:3: delete
lines:4: update
lines:10: lookup
lines:11: getnext
lines:14: no'
	[[ $stderr == *"lines:6: note: not checked: a line before it makes or removes \"$PINS/new\""* ]]
	[[ $stderr == *'lines:7: note: not checked: a line before it makes or removes "new"'* ]]
	same "$(head -n 1 <<<"$output")" 'would change 1: {n: 1, text: ""}'
	run --separate-stderr mapctl --dry-run batch lines
	same "$(pins_state)" "$before"
	[[ $stderr == 'mapctl: lines:2: update: '* ]]
}

@test "--dry-run fails no line for what earlier lines would have done" {
	mapctl create "$PINS/q" type queue value u32 entries 2
	mapctl push "$PINS/q" 7
	lines "update $M 1 {n: 1}" "update $M 1 n=2 exist" "delete $M 1" "update $M 1 {n: 3} noexist" \
		"push $PINS/q 8" "pop $PINS/q" "clear --yes $M" "unpin --yes $M" \
		"create $M type hash key u32 value u32 entries 4" "update $M 1 9" "pin $PINS/q $PINS/p" \
		"pop $PINS/p"
	before=$(pins_state)
	run --separate-stderr mapctl --dry-run batch lines
	same "$(pins_state)" "$before"
	same "$status" 0
	same "$stderr" "mapctl: lines:2: note: key 1 is not in map \"m\", unless a line before it changes that
mapctl: lines:3: note: key 1 is not in map \"m\", unless a line before it changes that
mapctl: lines:6: note: lines before it decide which element it takes, if any
mapctl: lines:9: note: not checked: a line before it makes or removes \"$M\"
mapctl: lines:10: note: not checked: a line before it makes or removes \"$M\"
mapctl: lines:12: note: not checked: a line before it makes or removes \"$PINS/p\""
	same "$(grep -c '^ *[78]$' <<<"$output")" 0
	run_ok mapctl batch lines
}

@test "--dry-run of lines still knows the keys that none of them would change" {
	mapctl update "$M" 4 '{n: 4}'
	lines "update $M 1 {n: 1}" "delete $M 2" "update $M 4 {n: 3} noexist" "clear --yes $M" "delete $M 2"
	run --separate-stderr mapctl --dry-run --keep-going batch lines
	same "$status" 3
	same "$stderr" "mapctl: lines:2: delete: key 2 is not in map \"m\"
mapctl: lines:3: update: key 4 already exists in map \"m\"
mapctl: lines:5: note: key 2 is not in map \"m\", unless a line before it changes that
mapctl: 2 of 5 lines failed"
}

@test "--dry-run takes for made what lines make, not the words around it" {
	mapctl update "$M" 5 '{n: 5}'
	lines "create $PINS/new type hash key u32 value u32 entries 4 name named" 'update name key 1 1' \
		'update named 1 1' "delete $M 5" "delete $PINS/none 1" "delete $PINS/other 1"
	mapctl create "$PINS/other" type hash key u32 value u32 entries 4
	run --separate-stderr mapctl --dry-run --keep-going batch lines
	same "$status" 3
	same "$(grep -v ^hint <<<"$stderr")" "mapctl: lines:2: update: no map is named \"key\"
mapctl: lines:3: note: not checked: a line before it makes or removes \"named\"
mapctl: lines:5: delete: nothing is pinned at \"$PINS/none\"
mapctl: lines:6: delete: key 1 is not in map \"other\"
mapctl: 3 of 6 lines failed"
}

@test "! runs a shell command between the lines around it, and its status is the line's" {
	lines "update $M 50 {n: 1}" "!mapctl -r lookup $M 50 -o n | sed 's/^/got /'" "update $M 50 {n: 2}" \
		"delete $M 50" '! exit 7' 'version' '!'
	run --separate-stderr mapctl batch lines
	same "$status: $output" '7: got 1'
	same "$stderr" 'mapctl: lines:5: "! exit 7": exit status 7'
	run --separate-stderr mapctl --keep-going -r batch - <<<$'!exit 7\n!\nversion -o mapctl'
	same "$status: $stderr" '7: mapctl: line 1: "!exit 7": exit status 7
mapctl: line 2: nothing follows "!"
mapctl: 2 of 3 lines failed'
	run --separate-stderr mapctl --dry-run batch - <<<'!echo done'
	same "$status: $output$stderr" '0: mapctl: line 1: note: "!" is not run'
	run --separate-stderr mapctl -J batch - <<<'!echo done'
	same "$status: $output$(jq -r .error.message <<<"$stderr")" '2: what "!" runs prints no JSON'
}

@test "--dry-run opens no file and runs no command that a line's output would go to" {
	echo keep >kept
	lines "update $M 1 {n: 1} >! kept" "update $M 1 {n: 1} > made" "update $M 1 {n: 1} | tee made"
	run_ok mapctl --dry-run batch lines
	same "$(grep -c '^would change 1' <<<"$output")" 3
	same "$(cat kept)" keep
	[ ! -e made ]
}

@test "--dry-run refuses what was meant for a condition, as the lines themselves do" {
	lines "dump $M --where n > 5"
	run --separate-stderr mapctl batch lines
	real=$status:$stderr
	run --separate-stderr mapctl --dry-run batch lines
	same "$status:$stderr" "$real"
	[[ $real == 2:*'quote an expression that holds it'* ]]
	[ ! -e 5 ]
}

@test "--dry-run heeds use and set, and says which lines it cannot check" {
	lines "use $M" 'update 1 {n: 1}' 'update 2 {m: 1}' "set types u32 'char[8]'" 'update 1 hi' \
		"create $PINS/later type hash key u32 value u32 entries 4" 'use later' 'update 1 1' \
		"use $M" 'update 3 {n: 3}' 'source none' 'repeat 2 version' quit nothing
	before=$(pins_state)
	run --separate-stderr mapctl --dry-run --keep-going batch lines
	same "$(pins_state)" "$before"
	same "$status" 2
	same "$stderr" "mapctl: lines:3: update: value: unknown field \"m\"
hint: fields: n, text
mapctl: lines:7: note: not checked: a line before it makes or removes \"later\"
mapctl: lines:8: note: not checked: a line before it makes or removes the map in use
mapctl: lines:11: note: what \"source\" would run is not checked
mapctl: lines:12: note: what \"repeat\" would run is not checked
mapctl: 1 of 13 lines failed"
	same "$(grep -c '^would change' <<<"$output")" 3
}

@test "with -J each line's result comes in order, also those sent together" {
	lines "update $M 1 {n: 1}" "update $M 2 {n: 2}" "delete $M 1" "lookup $M 2" "delete $M 7" \
		"update $M 3 {n: 3}" "dump $M"
	run --separate-stderr mapctl -J --keep-going batch lines
	same "$status" 3
	while read -r line; do conforms batch <<<"$line"; done <<<"$output"
	same "$(json '[.line, .changed, .key]' | head -n 5)" '[1,1,null]
[2,1,null]
[3,1,null]
[4,null,2]
[6,1,null]'
	same "$(json 'select(.line == 7) | .key' | sort)" $'2\n3'
	head -n 1 <<<"$stderr" | conforms error
	same "$(head -n 1 <<<"$stderr")" \
		'{"line":5,"error":{"code":"ENOENT","message":"key 7 is not in map \"m\""}}'
	run --separate-stderr mapctl -j --keep-going batch lines
	same "$(json 'map(.line) | unique')" '[1,2,3,4,6,7]'
}

@test "the map is looked up again behind a command that may bind its name anew" {
	mapctl create "$PINS/other" type hash entries 64 key u32 value 'struct { u32 n; char text[4]; }'
	lines "update $M 1 {n: 1}" "unpin --yes $M" "pin $PINS/other $M" "update $M 2 {n: 2}" "lookup $M 2"
	run_ok mapctl batch lines
	same "$(entries "$PINS/other")" '{"key":2,"value":{"n":2,"text":""}}'
}

@test "a map in use, and output to files and commands" {
	lines "use $M" 'update 1 {n: 1}' 'update 2 {n: 2}' '-J dump > out' '-J dump | sort -r | head -n 1' 'lookup 1'
	run_ok mapctl batch lines
	same "$(sort out)" "$(entries "$M")"
	same "$(head -n 1 <<<"$output")" '{"key":2,"value":{"n":2,"text":""}}'
	run --separate-stderr mapctl batch lines
	same "$status" 1
	[[ $stderr == 'mapctl: lines:4: dump: '*'out'* ]]
}

@test "--syscalls shows the calls of all lines, those sent together as one" {
	lines "use $M" 'update 1 {n: 1}' 'update 2 {n: 2}' "lookup 2" 'delete 9'
	for words in 'batch lines' 'batch -' ''; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr mapctl --syscalls $words <lines
		same "$status: $(tail -n 1 <<<"$output")" "3:   2 2 \"\""
		same "$(grep -o 'BPF_MAP_[A-Z_]*' <<<"$stderr")" 'BPF_MAP_UPDATE_BATCH
BPF_MAP_LOOKUP_ELEM
BPF_MAP_DELETE_BATCH
BPF_MAP_DELETE_ELEM'
		[[ $stderr == *'5: delete: key 9 is not in map "m"'* ]]
	done
	run --separate-stderr mapctl -j --syscalls <lines
	same "$status: $(json '[.[].line]')" '3: [2,3,4]'
}

@test "a map in use goes with JSON, too" {
	lines "use $M" 'update 1 {n: 1}' 'lookup 1' quit nothing
	run_ok mapctl -J batch lines
	same "$output" '{"line":2,"changed":1}
{"line":3,"key":1,"value":{"n":1,"text":""}}'
}

@test "standard input without a command" {
	run_ok mapctl < <(printf '%s\n' "create $PINS/s type hash key u32 value u32 entries 4" \
		"update $PINS/s 1 2" "-J dump $PINS/s")
	same "$output" '{"key":1,"value":2}'
}

@test "@- is nothing where the lines come from standard input, and says what to do" {
	run --separate-stderr mapctl <<<"update $M 1 @-"
	same "$status" 1
	same "$stderr" 'mapctl: line 1: update: cannot read "standard input": Bad file descriptor
hint: the lines stand there: @FILE takes it from a file'
	lines "update $M 1 @-"
	run_ok mapctl batch lines <<<'{n: 7}'
	same "$(entries "$M")" '{"key":1,"value":{"n":7,"text":""}}'
}

@test "notes about all CPUs are not made a line each" {
	mapctl create "$PINS/pa" type percpu_array entries 8 key u32 value u32
	lines "update $PINS/pa 1 1" "update $PINS/pa 1 1 exist"
	run_ok mapctl batch lines
}

@test "a note says its line" {
	mapctl update "$M" 1 '{n: 1}'
	lines 'version' "getnext $M 9"
	run --separate-stderr mapctl batch lines
	same "$status: $stderr" \
		'0: mapctl: lines:2: note: key 9 is not in map "m": the next one is the map'\''s first'
}

@test "bpftool reads and writes what its own file says, and mapctl the same" {
	command -v bpftool >/dev/null || skip "no bpftool"
	name=bt$$
	M=$PINS/bpftool
	mapctl create "$M" type hash entries 8 key u32 value u64 name $name
	id=$(mapctl -r -o id list pinned "$M")
	cat >lines <<-EOF
		# a comment
		map update id $id key 1 0 0 0 value hex 2a 00 00 00 00 00 00 00 any # another
		map update pinned $M key hex 02 00 00 00 value 0x2b 0 0 0 \\
			0 0 0 0
		map update name $name key 3 0 0 0 value 9 0 0 0 1 1 1 0 noexist
		map delete id $id key 1 0 0 0
		map update id $id key 3 0 0 0 value 8 0 0 0 1 1 1 0 exist
	EOF
	bpftool batch file lines
	want=$(entries "$M")
	rm "$M"
	mapctl create "$M" type hash entries 8 key u32 value u64 name $name
	sed -i "s/ id $id / id $(mapctl -r -o id list pinned "$M") /" lines
	run_ok mapctl batch lines
	same "$(entries "$M")" "$want"
	same "$(wc -l <<<"$want")" 2
}

@test "100,000 lines leave what they say" {
	mapctl create "$PINS/big" type hash entries 100000 key u32 value u32
	awk -v m="$PINS/big" 'BEGIN { for (i = 0; i < 100000; i++)
		if (i % 2) print "update", m, i, i * 3
		else printf "map update pinned %s key %d %d %d 0 value hex %02x 00 00 00\n", m,
			i % 256, int(i / 256) % 256, int(i / 65536), i % 256 }' >lines
	run_ok mapctl batch lines
	same "$(mapctl -J dump "$PINS/big" | jq -c '[.key,.value]' | sort | md5sum)" \
		"$(awk 'BEGIN { for (i = 0; i < 100000; i++) printf "[%d,%d]\n", i, i % 2 ? i * 3 : i % 256 }' | sort | md5sum)"
	awk -v m="$PINS/big" 'BEGIN { for (i = 0; i < 100000; i++) if (i != 77777) print "delete", m, i; print "delete", m, 5 }' >lines
	run --separate-stderr mapctl batch lines
	same "$status $stderr" '3 mapctl: lines:100000: delete: key 5 is not in map "big"'
	same "$(entries "$PINS/big")" '{"key":77777,"value":233331}'
}

@test "a map that fills up in the midst of many: that line and no other is told, nothing behind it done" {
	mapctl create "$PINS/half" type hash entries 20000 key u32 value u32
	awk -v m="$PINS/half" 'BEGIN { for (i = 1; i <= 60000; i++) print "update", m, i, i
		print "update", m, 1, "x" }' >lines
	run --separate-stderr mapctl -J batch lines
	same "$status" 1
	same "$stderr" '{"line":20001,"error":{"code":"E2BIG","message":"map \"half\" is full (max_entries 20000)"}}'
	same "$(md5sum <<<"$output")" \
		"$(awk 'BEGIN { for (i = 1; i <= 20000; i++) printf "{\"line\":%d,\"changed\":1}\n", i }' | md5sum)"
	same "$(mapctl -r -o key dump "$PINS/half" | sort -n | tail -n 1)" 20000
	run --separate-stderr mapctl --keep-going batch lines
	same "$(grep -c ': update: map "half" is full' <<<"$stderr")" 40000
	same "$(tail -n 2 <<<"$stderr")" $'mapctl: lines:60001: update: value: "x" is not a number
mapctl: 40001 of 60001 lines failed'
}

@test "Ctrl-C ends it with 130 and says how far it came" {
	mapctl create "$PINS/big" type hash entries 1000000 key u32 value u32
	mkfifo in
	mapctl batch - <in 2>err &
	pid=$!
	exec 5>in
	printf 'update %s 1 {n: 1}\nupdate %s 2 {n: 2}\n' "$M" "$M" >&5
	until [ "$(entries "$M" | wc -l)" = 2 ]; do :; done
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	exec 5>&-
	same "$status" 130
	same "$(cat err)" 'mapctl: interrupted: the lines behind line 2 are not done'
	# busy
	mkfifo more
	mapctl -J batch - <more >out 2>err &
	pid=$!
	awk -v m="$PINS/big" 'BEGIN { for (;;) { i++; print "update", m, i % 1000000, 7 } }' >more 2>/dev/null &
	writer=$!
	until [ -s out ]; do :; done
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	wait "$writer" || :
	same "$status" 130
	same "$(tail -n 1 out | jq .line)" "$(jq .line err)"
	same "$(wc -l <out)" "$(jq .line err)"
}

@test "Ctrl-C sends what was read, so that all lines before the one it names are done or said" {
	mapctl create "$PINS/half" type hash entries 1000 key u32 value u32
	mkfifo in
	mapctl --keep-going batch - <in 2>err &
	pid=$!
	awk -v m="$PINS/half" 'BEGIN { for (;;) { i++; print "update", m, i, 7 } }' >in 2>/dev/null &
	writer=$!
	until [ "$(wc -l <err)" -gt 20000 ]; do :; done
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	wait "$writer" || :
	same "$status" 130
	last=$(sed -n 's/^mapctl: interrupted: the lines behind line \([0-9]*\) are not done$/\1/p' err)
	same "$(tail -n 1 err)" "mapctl: $((last - 1000)) of $last lines failed"
	same "$(grep -c 'is full' err)" "$((last - 1000))"
	same "$(grep 'is full' err | tail -n 1)" "mapctl: line $last: update: map \"half\" is full (max_entries 1000)"
}

@test "the session of the README" {
	awk '/^<!-- batch session -->/ { wanted = 1 }
		wanted && /^```/ { if (inside) exit; inside = 1; next } inside' "$TOP/README.md" |
		sed "s|/sys/fs/bpf/quotas|$PINS/quotas|" >wanted
	sed -n '/cat changes/,/^\$ mapctl/{ /^\$/!p }' wanted >changes
	[ "$(wc -l <changes)" = 5 ]
	sed -n 's/^[$>] //p' wanted | tail -n +2 >commands
	bash -c '. ./commands' >got 2>&1
	same "$(cat got)" "$(sed -n '/mapctl batch/,$p' wanted | grep -v '^\$')"
}
