#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# watch: changes as lines, as JSON and on a screen, --exec, -F, several maps.

load pins

setup() {
	AS=()
	WATCH='' DEMO=''
	OUT=$BATS_TEST_TMPDIR/out
	rm -rf "${PINS:?}"/*
	mapctl create "$PINS/m" type hash key u32 value 'struct { u64 n; s32 d; char note[4]; }' entries 16
	mapctl update "$PINS/m" 1 '{n: 10, d: 5, note: one}'
	mapctl update "$PINS/m" 2 '{n: 20, d: -5}'
	mapctl update "$PINS/m" 0 '{}'
}

teardown() {
	[ -z "$WATCH" ] || kill "$WATCH"
	[ -z "$DEMO" ] || kill "$DEMO"
}

# Until $OUT has a line that matches, 10 s at most.
await() {
	local i
	for ((i = 0; i < 500; i++)); do
		! grep -qE -- "$1" "$OUT" || return 0
		sleep 0.02
	done
	echo "waited for $1, but there is:"
	cat "$OUT" "$OUT.err"
	return 1
}

# Starts `mapctl WORDS` with its output in $OUT.
watch_start() {
	: >"$OUT"
	mapctl "$@" >"$OUT" 2>"$OUT.err" &
	WATCH=$!
}

# The first reading is done when a change of key 0 shows.
watch_ready() {
	local i
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/m" 0 "d=$i"
		[ ! -s "$OUT" ] || return 0
		sleep 0.02
	done
	cat "$OUT.err"
	return 1
}

# Ends it by a signal; must exit 0.
watch_end() {
	local pid=$WATCH
	WATCH=
	kill -"${1:-INT}" "$pid"
	wait "$pid"
}

@test "JSON lines: what changed with delta and rate, what is new, what is gone" {
	watch_start -J watch "$PINS/m" --interval 50ms
	watch_ready
	mapctl update "$PINS/m" 1 n=30 note=two
	await '"key":1,'
	mapctl update "$PINS/m" 7 '{n: 7}'
	await '"key":7,'
	mapctl delete "$PINS/m" 2
	await '"key":2,'
	mapctl update "$PINS/m" 7 d=-3
	await '"delta":\{"d":-3\}'
	watch_end
	while read -r line; do conforms watch <<<"$line"; done <"$OUT"
	same "$(jq -c 'select(.key != 0) | del(.time, .rate)' "$OUT")" \
'{"change":"changed","key":1,"old":{"n":10,"d":5,"note":"one"},"value":{"n":30,"d":5,"note":"two"},"delta":{"n":20}}
{"change":"new","key":7,"value":{"n":7,"d":0,"note":""}}
{"change":"gone","key":2,"old":{"n":20,"d":-5,"note":""}}
{"change":"changed","key":7,"old":{"n":7,"d":0,"note":""},"value":{"n":7,"d":-3,"note":""},"delta":{"d":-3}}'
	same "$(jq -c 'select(.key == 1) | .rate.n > 0' "$OUT")" true
}

@test "entries that go, come back and change among many: each change once, with what was before" {
	mapctl create "$PINS/many" type hash key u32 value u64 entries 400
	for i in $(seq 1 150); do mapctl update "$PINS/many" "$i" "$i"; done
	mapctl update "$PINS/many" 999 0
	watch_start -J watch "$PINS/many" --interval 50ms
	for i in $(seq 1 500); do
		mapctl update "$PINS/many" 999 "$i"
		[ ! -s "$OUT" ] || break
	done
	for i in $(seq 1 40); do mapctl delete "$PINS/many" "$i"; done
	await '"gone","key":40,'
	for i in $(seq 20 60); do mapctl update "$PINS/many" "$i" $((i + 1000)); done
	await '"key":60,'
	for i in $(seq 151 250); do mapctl update "$PINS/many" "$i" "$i"; done
	await '"key":250,'
	for i in $(seq 55 65); do mapctl update "$PINS/many" "$i" 7; done
	await '"key":65,'
	watch_end
	same "$(jq -r 'select(.key != 999) | "\(.key) \(.change) \(.old) \(.value)"' "$OUT" | sort)" "$({
		for i in $(seq 1 40); do echo "$i gone $i null"; done
		for i in $(seq 20 40); do echo "$i new null $((i + 1000))"; done
		for i in $(seq 41 60); do echo "$i changed $i $((i + 1000))"; done
		for i in $(seq 151 250); do echo "$i new null $i"; done
		for i in $(seq 55 60); do echo "$i changed $((i + 1000)) 7"; done
		for i in $(seq 61 65); do echo "$i changed $i 7"; done
	} | sort)"
}

@test "text: a line a change, with the time" {
	watch_start watch "$PINS/m" --interval 50ms
	watch_ready
	mapctl update "$PINS/m" 1 n=30 d=4
	await '~ 1:'
	mapctl update "$PINS/m" 7 '{n: 7}'
	await '\+ 7:'
	mapctl delete "$PINS/m" 2
	await '- 2:'
	watch_end TERM
	same "$(grep -v ' 0: ' "$OUT" | sed -E 's/^[0-9]{2}:[0-9]{2}:[0-9]{2} //; s/\([-0-9.]+\/s\)/(R)/g')" \
'~ 1: {n: 10, d: 5, note: "one"} -> {n: 30, d: 4, note: "one"}, n +20 (R), d -1 (R)
+ 7: {n: 7, d: 0, note: ""}
- 2: {n: 20, d: -5, note: ""}'
}

@test "--count ends it after as many intervals; nothing changed, nothing printed" {
	run_ok mapctl watch "$PINS/m" --interval 20ms --count 3
	same "$output" ''
	run_ok mapctl -J watch "$PINS/m" --interval 20ms --count 1
	same "$output" ''
}

@test "CSV and raw have the same columns" {
	watch_start --csv watch "$PINS/m" --interval 50ms -o change,key,old,value,delta
	watch_ready
	mapctl update "$PINS/m" 1 n=30
	await ',1,'
	watch_end
	same "$(head -1 "$OUT")" 'change,key,old,value,delta'
	same "$(grep '^changed,1,' "$OUT")" \
		'changed,1,"{""n"":10,""d"":5,""note"":""one""}","{""n"":30,""d"":5,""note"":""one""}","{""n"":20}"'
	watch_start -r watch "$PINS/m" --interval 50ms -o key
	watch_ready
	mapctl update "$PINS/m" 1 n=31
	await '^1$'
	watch_end
}

@test "with a key only that entry is read: changed, gone, new" {
	watch_start -J watch "$PINS/m" key 0 --interval 50ms
	watch_ready
	mapctl update "$PINS/m" 1 n=31
	mapctl delete "$PINS/m" 0
	await gone
	mapctl update "$PINS/m" 0 '{n: 3}'
	await new
	watch_end
	same "$(jq -c .key "$OUT" | sort -u)" 0
	same "$(tail -1 "$OUT" | jq -c '[.change, .value.n]')" '["new",3]'
}

@test "per-CPU values are added up" {
	mapctl create "$PINS/cpus" type percpu_array key u32 value 'struct { u64 n; }' entries 1
	watch_start -J watch "$PINS/cpus" --interval 50ms
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/cpus" 0 "n=$i" --cpu 0
		[ ! -s "$OUT" ] || break
		sleep 0.02
	done
	mapctl update "$PINS/cpus" 0 n=1000000 --cpu 1
	await '"value":\{"n":10000'
	watch_end
	same "$(jq -c 'select(.value.n > 1000000) | .delta.n - (.value.n - .old.n)' "$OUT")" 0
}

@test "numbers in arrays have deltas of their own, and --sort takes one" {
	mapctl create "$PINS/slots" type array key u32 value 'struct { u64 s[26]; u32 z; }' entries 2
	watch_start -J watch "$PINS/slots" --sort 's[25]' --interval 50ms
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/slots" 0 "s[3]=$i" "z=$((2 * i))"
		[ ! -s "$OUT" ] || break
		sleep 0.02
	done
	watch_end
	same "$(jq -c '.delta | keys' "$OUT" | sort -u)" '["s[3]","z"]'
	same "$(jq -c '[.value.s[3] - .old.s[3] - .delta["s[3]"]]' "$OUT" | sort -u)" '[0]'
	terminal 60 10 "watch $PINS/slots --interval 400ms" await 'waiting for changes' \
		run "mapctl update $PINS/slots 1 's[25]=7'" await '+7' screen key q end
	same "$(sed -n '3p' <<<"$output" | tr -s ' ')" ' key s[25] +/- per s'
}

@test "what 128 bits rise by, and little rates" {
	local most=340282366920938463463374607431768211455
	mapctl create "$PINS/ends" type array key u32 value 'struct { unsigned __int128 u; double d; }' entries 1
	watch_start -J watch "$PINS/ends" --interval 50ms
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/ends" 0 "u=$((i % 2 ? 0 : 1))" "d=${i}e-9"
		[ ! -s "$OUT" ] || break
	done
	mapctl update "$PINS/ends" 0 u=0
	mapctl update "$PINS/ends" 0 "u=$most"
	await "\"value\":.\"u\":$most"
	watch_end
	while read -r line; do conforms watch <<<"$line"; done <"$OUT"
	[[ $(tail -1 "$OUT") =~ \"delta\":\{\"u\":34028236692093846346337460743176821145[45][,}] ]]
	[[ $(head -1 "$OUT") =~ \"rate\":.*\"d\":[1-9][0-9.]*e-0 ]]
	watch_start -J watch "$PINS/ends" --interval 50ms --int64-strings
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/ends" 0 "u=$((i % 2 ? 0 : 9007199254740993))"
		[ ! -s "$OUT" ] || break
	done
	watch_end
	[[ $(head -1 "$OUT") =~ \"delta\":\{\"u\":\"-?[0-9]+\"\} ]]
}

@test "a variable of a section is watched on its own" {
	mkdir "$PINS/o"
	"$BUILD/tests/helpers/load" "$BUILD/tests/helpers/types.bpf.o" "$PINS/o"
	watch_start -J watch "$PINS/o/types_data" limits --interval 50ms
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/o/types_data" debug=$i limits.low=$((i / 4))
		[ ! -s "$OUT" ] || break
		sleep 0.02
	done
	watch_end
	rm -rf "$PINS/o"
	same "$(jq -c '[.key, (.value | keys), (.delta | keys)]' "$OUT" | sort -u)" \
		'["limits",["high","low"],["limits.low"]]'
}

@test "a storage's owner is its key" {
	mapctl create "$PINS/tasks" type task_storage key int value u64 entries 0 flags no_prealloc
	watch_start -J watch "$PINS/tasks" key pid $$ --interval 50ms
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/tasks" key pid $$ value $i
		grep -q changed "$OUT" && break
		sleep 0.02
	done
	watch_end
	same "$(jq -c .key "$OUT" | sort -u)" $$
}

@test "--exec runs a command for each change, with JSON in its environment" {
	watch_start watch "$PINS/m" --interval 50ms \
		--exec 'echo "got $MAPCTL_CHANGE $MAPCTL_KEY ${MAPCTL_OLD-none} ${MAPCTL_NEW-none}"; [ "$MAPCTL_KEY" != 7 ] || exit 3'
	watch_ready
	mapctl update "$PINS/m" 1 n=30
	await 'got changed 1 '
	mapctl update "$PINS/m" 7 '{n: 7}'
	await 'got new 7'
	mapctl delete "$PINS/m" 2
	await 'got gone 2'
	watch_end
	same "$(grep got "$OUT" | grep -v 'changed 0')" \
'got changed 1 {"n":10,"d":5,"note":"one"} {"n":30,"d":5,"note":"one"}
got new 7 none {"n":7,"d":0,"note":""}
got gone 2 {"n":20,"d":-5,"note":""} none'
	same "$(cat "$OUT.err")" 'mapctl: note: the command ended with status 3'
}

@test "a signal ends it while a command hangs, and no other is begun" {
	for signal in TERM INT; do
		watch_start watch "$PINS/m" --interval 50ms --exec 'echo "begun $MAPCTL_KEY"; sleep 60; echo ended'
		watch_ready
		await begun
		mapctl update "$PINS/m" 1 "d=$((i % 9))"
		mapctl update "$PINS/m" 2 "d=$((i % 9))"
		SECONDS=0
		watch_end $signal
		[ "$SECONDS" -lt 20 ]
		same "$(grep -c begun "$OUT")" 1
		! grep ended "$OUT"
	done
}

@test "a value that no variable holds ends --exec with an error" {
	mapctl create "$PINS/large" type array key u32 value 'u8[100000]' entries 1
	: >"$OUT"
	mapctl watch "$PINS/large" --interval 50ms --exec true >/dev/null 2>"$OUT" &
	WATCH=$!
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/large" 0 "value[3]=$((i % 256))"
		[ ! -s "$OUT" ] || break
		sleep 0.02
	done
	run wait "$WATCH"
	WATCH=
	same "$status" 1
	same "$(cat "$OUT")" 'mapctl: watch: cannot run the command: Argument list too long
hint: the key or a value is too long for a variable; -J prints them'
}

@test "-F waits for the name, and opens it again when another map has it" {
	watch_start -J watch "$PINS/later" --interval 50ms -F
	OUT=$OUT.err await waiting
	same "$(cat "$OUT.err")" "mapctl: note: waiting: nothing is pinned at \"$PINS/later\""
	mapctl create "$PINS/later" type hash key u32 value u64 entries 4
	for ((i = 1; i < 500; i++)); do
		mapctl update "$PINS/later" 0 "$i"
		[ ! -s "$OUT" ] || break
		sleep 0.02
	done
	first=$(mapctl -r list "$PINS/later" -o id)
	mapctl create "$PINS/next" type hash key u32 value u64 entries 4
	mapctl update "$PINS/next" 5 50
	mv "$PINS/next" "$PINS/later" 2>/dev/null || {
		mapctl unpin --yes "$PINS/later"
		mapctl pin id "$(mapctl -r list "$PINS/next" -o id)" "$PINS/later"
	}
	second=$(mapctl -r list "$PINS/later" -o id)
	[ "$first" != "$second" ]
	OUT=$OUT.err await "map $first was replaced by map $second"
	for ((i = 51; i < 500; i++)); do
		mapctl update "$PINS/later" 5 "$i"
		! grep -q '"key":5' "$OUT" || break
		sleep 0.02
	done
	watch_end
	# what the new map held when it came is no change
	same "$(jq -c 'select(.key == 5) | .change' "$OUT" | sort -u)" '"changed"'
}

@test "a glob has a row a map; maps come and go" {
	mapctl create "$PINS/wtch_a" type hash key u32 value u32 entries 8
	mapctl create "$PINS/wtch_q" type queue value u32 entries 8
	watch_start -J watch 'wtch_*' --interval 100ms
	for ((i = 1; i < 100; i++)); do
		mapctl update "$PINS/wtch_a" $((i % 2)) $i
		! grep -q '"changes":[1-9]' "$OUT" || break
		sleep 0.02
	done
	grep -q '"changes":[1-9]' "$OUT"
	mapctl create "$PINS/wtch_b" type hash key u32 value u32 entries 8
	await wtch_b
	rm "$PINS/wtch_a"
	for ((i = 1; i < 100; i++)); do
		tail -3 "$OUT" | grep -q wtch_a || break
		sleep 0.05
	done
	watch_end
	while read -r line; do conforms watch-maps <<<"$line"; done <"$OUT"
	same "$(jq -s -c '[.[] | select(.name == "wtch_a") | .max_entries] | unique' "$OUT")" '[8]'
	# nobody can list a queue: its changes are not known
	same "$(jq -s -c '[.[] | select(.name == "wtch_q") | has("changes")] | unique' "$OUT")" '[false]'
	same "$(tail -3 "$OUT" | grep -c wtch_a)" 0
	# it was not kept alive by being watched
	same "$(mapctl -r list -o name | grep -c '^wtch_a$')" 0
}

@test "--runs counts the runs of a map's programs, and says that it turns statistics on" {
	: >"$OUT"
	mapctl demo run hello-config --for 20 >/dev/null 2>"$OUT" &
	DEMO=$!
	await 'attached by'
	watch_start -J watch 'config*' --interval 100ms --runs
	for ((i = 1; i < 250; i++)); do
		! grep -q '"runs":[1-9]' "$OUT" || break
		sleep 0.02
	done
	watch_end
	kill -INT "$DEMO"
	wait "$DEMO"
	DEMO=
	grep -q '"runs":[1-9]' "$OUT"
	same "$(cat "$OUT.err")" 'mapctl: note: BPF statistics are on while this runs: every program is a little slower'
}

@test "what does not go together is refused" {
	run --separate-stderr mapctl -j watch "$PINS/m"
	same "$status$output" 2
	error_is USAGE 'needs an end, and "watch" has none'
	run_fails 2 '--interval "soon" is no duration' mapctl watch "$PINS/m" --interval soon
	for i in 0 1ms 9ms; do
		run_fails 2 "--interval \"$i\" is too short" mapctl watch "$PINS/m" --interval $i
		[[ $stderr == *'; 10ms at least, 24d at most' ]]
	done
	run_fails 2 '"note" is no number of the value' mapctl watch "$PINS/m" --sort note
	run_fails 2 'unknown field "nope"' mapctl watch "$PINS/m" --sort nope
	run_fails 2 '"key" is no number of the value' mapctl watch "$PINS/m" --sort key
	run_fails 2 '"n=1" is about the value, and watch takes a key only' mapctl watch "$PINS/m" n=1
	run_fails 2 'unknown field "nope"' mapctl watch "$PINS/m" key 1 nope=1
	run_fails 2 '--runs goes with a glob' mapctl watch "$PINS/m" --runs
	run_fails 1 '--readonly forbids that' mapctl --readonly watch 'm*' --runs
	run_fails 1 'cannot turn BPF statistics on: Operation not permitted (CAP_SYS_ADMIN missing)' \
		unprivileged bpf,perfmon -- mapctl watch 'm*' --runs
	[[ $stderr == *'hint: without --runs all else is shown that these rights allow' ]]
	run_fails 2 'a key goes with one map' mapctl watch 'm*' key 1
	run_fails 2 'what narrows a name down goes with one map' mapctl watch 'm*' --under "$PINS"
	run_fails 2 '-F goes with one map' mapctl watch 'm*' -F
	run_fails 2 '-o goes with' mapctl watch "$PINS/m" -o key
	run_fails 3 'no map is named "no-such-*"' mapctl watch 'no-such-*'
	run_fails 3 'no-such-pin' mapctl watch "$PINS/no-such-pin"
	run_fails 3 "nothing is pinned at \"$PINS/*\"" mapctl watch "$PINS/*"
	mapctl create "$PINS/queue" type queue value u32 entries 4
	run_fails 1 'a queue has no keys' mapctl watch "$PINS/queue"
	mapctl create "$PINS/array" type array key u32 value u32 entries 4
	run_fails 2 'out of range' mapctl watch "$PINS/array" 4
}

# terminal COLUMNS ROWS WORDS STEP…: runs `mapctl WORDS` in one, see tests/pty. What is run while it
# is stopped it meets all at once.
terminal() {
	local columns=$1 rows=$2 words=$3
	shift 3
	NO_COLOR=1 run "$TOP/tests/pty" "$columns" "$rows" "mapctl $words" "$@"
	output=$(sed -E 's/^[0-9]{2}:[0-9]{2}:[0-9]{2}  //; s/in [0-9.]+ s;/in T;/' <<<"$output")
}

@test "a screen has the fill, and the changes with deltas, most first; q ends it" {
	terminal 60 20 "watch $PINS/m --interval 400ms" await 'waiting for changes' \
		signal STOP stopped \
		run "mapctl update $PINS/m 1 n=11; mapctl update $PINS/m 2 n=120; mapctl update $PINS/m 7 '{n: 7}'; mapctl delete $PINS/m 0" \
		signal CONT await '2 changed, 1 new, 1 gone' screen key q end
	[[ $output == *'3 of 16 entries, 18%  ▂'* ]]
	same "$(sed -n '2,7p' <<<"$output" | sed -E 's/^(  .*[+][0-9]+) +[0-9.]+/\1 R/; s/ +/ /g')" \
'2 changed, 1 new, 1 gone in T; q ends
 key n +/- per s d note
 2 120 +100 R -5 ""
+ 7 7 0 ""
 1 11 +1 R 5 "one"
- 0 0 0 ""'
	same "$(tail -2 <<<"$output")" 'status 0
terminal as before, normal screen, cursor shown'
}

@test "--sort takes one number" {
	terminal 80 20 "watch $PINS/m --interval 400ms --sort d" await 'waiting for changes' \
		signal STOP stopped run "mapctl update $PINS/m 1 n=1000 d=6; mapctl update $PINS/m 2 n=21 d=100" \
		signal CONT await '2 changed' screen signal INT end
	same "$(sed -n '4,5p' <<<"$output" | awk '{print $1}' | tr '\n' ' ')" '2 1 '
	[[ $output == *'status 0'$'\n''terminal as before, normal screen, cursor shown' ]]
}

@test "a small screen: lines are cut, unchanged columns give way, and how many more there are" {
	terminal 40 6 "watch $PINS/m --interval 1500ms" await 'waiting for' \
		signal STOP stopped run "for i in 0 1 2; do mapctl update $PINS/m \$i n=999; done" \
		signal CONT await 'and 1 more' screen resize 100 20 await 'note' screen signal TERM end
	same "$(sed -n '3p' <<<"$output" | tr -s ' ')" ' key n +/- per s d note'
	[ "$(head -6 <<<"$output" | LC_ALL=C.UTF-8 wc -L)" -le 40 ]
	[[ $output == *'status 0'$'\n''terminal as before, normal screen, cursor shown' ]]
}

@test "a long key is cut before the numbers are" {
	mapctl create "$PINS/wide" type hash key 'char[40]' value 'struct { u64 n; u64 m; }' entries 4
	mapctl update "$PINS/wide" a23456789-123456789-123456789-12345678 '{n: 1}'
	terminal 40 10 "watch $PINS/wide --interval 400ms" await 'waiting' \
		run "mapctl update $PINS/wide a23456789-123456789-123456789-12345678 n=8" await '+7' screen key q end
	same "$(sed -n '3p' <<<"$output" | tr -s ' ')" ' key n +/- per s'
	[[ $(sed -n '4p' <<<"$output") == '  "a23456789-1'*'… 8  +7 '* ]]
	[ "$(sed -n '4p' <<<"$output" | wc -L)" -le 40 ]
}

@test "a number that does not fit ends in a mark: the rest would be another number" {
	terminal 16 10 "watch $PINS/m --interval 400ms" await '  wait' \
		run "mapctl update $PINS/m 1 n=123456789012345" await 12345 screen key q end
	same "$(sed -n '4p' <<<"$output")" '  1   123456789…'
	[[ $(sed -n '1p' <<<"$output") == 'm (id '*'…' ]]
}

@test "a narrow screen shows what changed" {
	terminal 24 10 "watch $PINS/m --interval 400ms" await 'waiting' \
		run "mapctl update $PINS/m 1 d=7" await '+2' screen key q end
	same "$(sed -n '3p' <<<"$output" | tr -s ' ')" ' key n d +/- per s'
}

@test "where many numbers change, their rates stay before the changes" {
	mapctl create "$PINS/many" type array key u32 value 'struct { u64 aaaa, bbbb, cccc, dddd; }' entries 1
	terminal 60 10 "watch $PINS/many --interval 400ms" await 'waiting' \
		run "mapctl update $PINS/many 0 aaaa=1000 bbbb=2000 cccc=3000 dddd=4000" await '1 changed' screen key q end
	same "$(sed -n '3p' <<<"$output" | tr -s ' ')" ' key aaaa +/- per s bbbb per s cccc per s dddd per s'
}

@test "Ctrl-Z gives the terminal back, and fg draws again" {
	terminal 60 10 "watch $PINS/m --interval 100ms" await '0 changed' signal TSTP stopped left \
		signal CONT await '0 changed' key x key q end
	same "$output" 'terminal as before, normal screen, cursor shown
status 0
terminal as before, normal screen, cursor shown'
}

@test "in the background it stops, and does not draw over the shell; fg has a screen with keys" {
	run "$TOP/tests/pty" 99 20 "env PS1=ready: bash --norc --noprofile -i" await ready: \
		key "mapctl watch $PINS/m --interval 100ms &\r" await '[1]' \
		key 'until jobs | grep Stop""ped; do :; done\r' await Stopped \
		key 'fg\r' await '0 changed' key '\x1a' gone '0 changed' wipe key 'bg\r' await ready: \
		key 'until jobs | grep Stop""ped; do :; done\r' await Stopped screen \
		key 'fg\r' await '0 changed' key q gone '0 changed' key 'exit $?\r' end
	[[ $output != *'0 changed'* ]]
	same "$(tail -2 <<<"$output")" 'status 0
terminal as before, normal screen, cursor shown'
}

@test "Ctrl-\\ is an end, too: the terminal is as it was" {
	terminal 60 10 "watch $PINS/m --interval 100ms" await '0 changed' key '\x1c' end
	same "$output" 'status 0
terminal as before, normal screen, cursor shown'
}

@test "keys come from the terminal also where standard input is something else" {
	terminal 60 10 "watch $PINS/m --interval 100ms </dev/null" await '0 changed' left key q end
	same "$output" 'terminal CHANGED, alternate screen, cursor hidden
status 0
terminal as before, normal screen, cursor shown'
}

@test "with --count the last picture stays" {
	for words in "$PINS/m" "'wtch_*'"; do
		mapctl create "$PINS/wtch_a" type hash key u32 value u32 entries 8 2>/dev/null || :
		terminal 70 10 "watch $words --count 1 --interval 50ms" end screen
		[[ $output == 'status 0'$'\n''terminal as before, normal screen, cursor shown'$'\n'*'q ends'* ]]
	done
}

@test "an error while the screen is drawn is shown on the terminal as it was" {
	terminal 70 10 "watch $PINS/later --interval 100ms -F" await 'waiting for the map' \
		run "mapctl create $PINS/later type queue value u32 entries 4" \
		await 'a queue has no keys' end
	same "$output" 'status 1
terminal as before, normal screen, cursor shown'
}

@test "several maps on a screen" {
	mapctl create "$PINS/wtch_a" type hash key u32 value u32 entries 8
	mapctl create "$PINS/wtch_b" type lru_hash key u32 value u32 entries 80
	mapctl update "$PINS/wtch_a" 1 1
	terminal 90 10 "watch 'wtch_?' --interval 300ms" await 'wtch_b' \
		run "mapctl update $PINS/wtch_a 2 2" await '25%' screen key q end
	[[ $output == *'2 maps named "wtch_?"; q ends'* ]]
	same "$(sed -n '2p' <<<"$output" | tr -s ' ')" ' id name type entries max fill memory changes/s'
	[[ $(sed -n '3p' <<<"$output" | tr -s ' ') == *'wtch_a hash 2 8 25% '* ]]
	[[ $(sed -n '3p' <<<"$output") =~ [1-9][0-9.]*$ ]]
	[[ $output == *'terminal as before, normal screen, cursor shown' ]]
}

@test "of several maps on a screen the busiest come first, then the names" {
	mapctl create "$PINS/wbusy_c" type hash key u32 value u32 entries 8
	mapctl create "$PINS/wbusy_b" type queue value u32 entries 8
	mapctl create "$PINS/wbusy_d" type hash key u32 value u32 entries 8
	mapctl create "$PINS/wbusy_a" type hash key u32 value u32 entries 8
	terminal 90 10 "watch 'wbusy_?' --interval 400ms" await 'wbusy_d' signal STOP stopped \
		run "mapctl update $PINS/wbusy_d 1 1; mapctl update $PINS/wbusy_d 2 1; mapctl update $PINS/wbusy_c 1 1" \
		signal CONT await '25%' screen key q end
	same "$(grep -o 'wbusy_[a-d]' <<<"$output" | tr '\n' ' ')" 'wbusy_d wbusy_c wbusy_a wbusy_b '
}

@test "of several maps a narrow screen keeps the changes, a low one tells how many more there are" {
	local i
	for i in 1 2 3 4; do
		mapctl create "$PINS/wide_$i" type hash key u32 value u32 entries 8 name "wide_a_long_n_$i"
	done
	terminal 60 6 "watch 'wide_a_long_*' --count 1 --interval 50ms" end screen
	same "$(grep ' name ' <<<"$output" | tr -s ' ')" ' id name entries max fill memory changes/s'
	same "$(tail -1 <<<"$output")" 'and 1 more'
	terminal 24 8 "watch 'wide_a_long_*' --count 1 --interval 50ms" end screen
	same "$(grep -A1 '^name' <<<"$output" | tr -s ' ')" 'name changes/s
wide_a_long_n… 0'
}

@test "several maps as plain lines: entries, fill, memory, changes" {
	mapctl create "$PINS/wline" type hash key u32 value u32 entries 8 name wtch_line
	mapctl update "$PINS/wline" 1 1
	run --separate-stderr mapctl watch 'wtch_line*' --count 1 --interval 100ms
	[ "$status" = 0 ]
	[[ $output =~ wtch_line\ \(id\ [0-9]+\):\ 1\ of\ 8\ entries\ \(12%\),\ [0-9.]+\ (B|KiB),\ 0\ changes ]]
}
