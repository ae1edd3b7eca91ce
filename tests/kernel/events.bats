#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# events: records of ring buffers and perf buffers, consumed or peeked at; counts, types, ends.

load pins

# Each test has maps and programs of its own in $DIR: ${DIR}/typed, ${DIR}/to_typed, …
setup() {
	DIR=$PINS/$BATS_TEST_NUMBER
	mkdir "$DIR"
	EVENTS=$BUILD/tests/helpers/events
	"$EVENTS" load "$BUILD/tests/helpers/events.bpf.o" "$DIR"
	OUT=$BATS_TEST_TMPDIR/out
	PIDS=()
}

teardown() {
	for pid in "${PIDS[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
	rm -rf "$DIR"
}

# send PROGRAM N FIRST [CPU]: all find room
send() {
	same "$("$EVENTS" send "$DIR/$1" "${@:2}")" 0
}

# await TEXT FILE: until FILE holds it; ten seconds at most
await() {
	timeout 10 sh -c 'until grep -q -- "$0" "$1"; do sleep 0.02; done' "$1" "$2"
}

# await_lines N FILE: until FILE has so many
await_lines() {
	timeout 10 sh -c 'until [ "$(wc -l <"$1")" -ge "$0" ]; do sleep 0.02; done' "$1" "$2"
}

# background WORDS…: mapctl, its output in $OUT and $OUT.err, its pid in $EVENTS_PID
background() {
	env --default-signal=INT mapctl "$@" >"$OUT" 2>"$OUT.err" 3>&- &
	EVENTS_PID=$!
	PIDS+=("$EVENTS_PID")
}

# reader ring|perf MAP [CPU]: another reader, by libbpf; its pid in $READER, its output in a file of its
# own, $READER_OUT
reader() {
	READER_OUT=$OUT.reader${#PIDS[@]}
	"$EVENTS" "$1" "$DIR/$2" "${@:3}" >"$READER_OUT" 2>&1 3>&- &
	READER=$!
	PIDS+=("$READER")
	await ready "$READER_OUT"
}

# reader_got "RECORDS LOST": ends it and looks at what it read
reader_got() {
	kill -TERM "$READER"
	wait "$READER"
	same "$(tail -n 1 "$READER_OUT")" "$1"
}

# ends SIGNAL: mapctl ends by it with status 0
ends() {
	local rc=0
	kill -s "$1" "$EVENTS_PID"
	wait "$EVENTS_PID" || rc=$?
	same "$rc" 0
}

# await_stopped: mapctl has begun to read, and stands still
await_stopped() {
	timeout 10 sh -c 'until ls -l "/proc/$0/fd" | grep -q signalfd; do sleep 0.02; done' "$EVENTS_PID"
	kill -STOP "$EVENTS_PID"
}

# ends_behind SIGNAL: it finds the signal when it goes on
ends_behind() {
	kill -s "$1" "$EVENTS_PID"
	ends CONT
}

# seqs FIRST LAST: what `jq .value.seq` prints of them
seqs() {
	seq "$1" "$2"
}

@test "a ring buffer that nobody reads is consumed, typed by the map's BTF" {
	send to_typed 3 5
	run --separate-stderr mapctl -J events "$DIR/typed" --count 3
	[ "$status" = 0 ]
	same "$(json .value)" '{"seq":5,"square":25,"pid":6,"saddr":16777226,"comm":"e5","minus":-5,"port":443,"kind":6,"spare":0}
{"seq":6,"square":36,"pid":7,"saddr":16777226,"comm":"e6","minus":-6,"port":443,"kind":6,"spare":0}
{"seq":7,"square":49,"pid":8,"saddr":16777226,"comm":"e7","minus":-7,"port":443,"kind":6,"spare":0}'
	same "$stderr" 'mapctl: note: 3 records, 144 bytes, 0 lost'
	while read -r line; do conforms event <<<"$line"; done <<<"$output"
	now=$(date +%s)
	for t in $(json '.time | floor'); do [ "$t" -ge $((now - 5)) ] && [ "$t" -le "$now" ]; done
	run --separate-stderr mapctl -J events "$DIR/typed" --for 50ms
	same "$status$output" 0
	same "$stderr" 'mapctl: note: 0 records, 0 bytes, 0 lost'
}

@test "table, columns, CSV, raw" {
	send to_typed 2 5
	run --separate-stderr mapctl events "$DIR/typed" --peek --count 2
	[[ $output == 'time            value'$'\n'??:??:??.??????' {seq: 5, square: 25, pid: 6, saddr: 10.0.0.1, comm: "e5", minus: -5, port: 443, kind: 6, spare: 0}'* ]]
	run --separate-stderr mapctl events "$DIR/typed" --peek --count 2 -o seq,value.comm,size,saddr
	same "$output" 'seq value.comm size saddr
  5 "e5"         48 10.0.0.1
  6 "e6"         48 10.0.0.1'
	run --separate-stderr mapctl --csv events "$DIR/typed" --peek --count 2 -o seq,comm
	same "$output" 'seq,comm
5,e5
6,e6'
	run --separate-stderr mapctl --csv --no-header events "$DIR/typed" --peek --count 1 -o value
	same "$output" '"{""seq"":5,""square"":25,""pid"":6,""saddr"":16777226,""comm"":""e5"",""minus"":-5,""port"":443,""kind"":6,""spare"":0}"'
	run --separate-stderr mapctl -r events "$DIR/typed" --peek --count 2 -o comm
	same "$output" 'e5
e6'
	run --separate-stderr mapctl -J events "$DIR/typed" --count 2 -o seq,comm
	same "$output" '{"seq":5,"comm":"e5"}
{"seq":6,"comm":"e6"}'
}

@test "what cannot be meant: statuses and messages" {
	run_fails 1 'map "entries" sends no records: its type is hash' mapctl events "$DIR/entries"
	run_fails 2 'column "seq" is named twice' mapctl events "$DIR/typed" -o seq,seq
	run_fails 2 '-o "seq,": an empty column name' mapctl events "$DIR/typed" -o seq,
	run_fails 3 'nothing is pinned' mapctl events "$DIR/nope"
	run_fails 2 '--steal consumes, --peek does not' mapctl events "$DIR/typed" --steal --peek
	run_fails 2 '--steal consumes, --history does not' mapctl events "$DIR/typed" --steal --history
	run_fails 2 '--steal consumes, which --readonly refuses' mapctl events "$DIR/typed" --steal --readonly
	run_fails 2 '--for "5x" is no duration' mapctl events "$DIR/typed" --for 5x
	run_fails 2 '--for "0s" is too short' mapctl events "$DIR/typed" --for 0s
	run_fails 2 'events: takes one map, and "typ*" may mean several' mapctl events 'typ*'
	run_fails 2 'unknown field "nope"' mapctl events "$DIR/typed" -o seq,nope
	run_fails 2 '-o "seq,,pid": an empty column name' mapctl events "$DIR/typed" -o seq,,pid
	run_fails 2 '--as "nope=hex": value: unknown field "nope"' mapctl events "$DIR/typed" --as nope=hex
	run_fails 2 'both have 16 bytes' mapctl events "$DIR/fruit" --as 'struct apple' --as 'struct pear'
	run_fails 2 'struct nope' mapctl events "$DIR/fruit" --as 'struct nope'
	run_fails 1 'nobody reads "samples": there is nothing to peek at' mapctl events "$DIR/samples" --peek
	for form in -j -p; do
		run --separate-stderr mapctl $form events "$DIR/typed"
		same "$status$output" 2
		error_is USAGE 'needs an end, and "events" has none'
	done
}

@test "Ctrl-C and SIGTERM end it: status 0, all that came before is printed, a summary" {
	for signal in INT TERM; do
		background -J events "$DIR/typed"
		send to_typed 100 0
		await_lines 100 "$OUT"
		ends "$signal"
		same "$(jq .value.seq "$OUT")" "$(seqs 0 99)"
		same "$(cat "$OUT.err")" 'mapctl: note: 100 records, 4800 bytes, 0 lost'
	done
}

@test "all that waits when the end comes is printed, and what found no room is counted" {
	background -J events "$DIR/large"
	await_stopped
	send to_large 20000 0
	ends_behind INT
	same "$(jq .value.seq "$OUT")" "$(seqs 0 19999)"
	same "$(cat "$OUT.err")" 'mapctl: note: 20000 records, 960000 bytes, 0 lost'
	send to_large 20000 0
	run --separate-stderr mapctl -J events "$DIR/large" --for 1ms
	same "$(json .value.seq)" "$(seqs 0 19999)"

	background -J events "$DIR/samples"
	timeout 10 sh -c 'until mapctl events "$0" --peek --for 1ms >/dev/null 2>&1; do :; done' "$DIR/samples"
	await_stopped
	dropped=$("$EVENTS" send "$DIR/to_samples" 20000 0 1)
	[ "$dropped" -gt 0 ]
	ends_behind TERM
	same "$(jq .value.seq "$OUT")" "$(seqs 0 $((19999 - dropped)))"
	same "$(tail -n 1 "$OUT.err")" "mapctl: note: $((20000 - dropped)) records, $((36 * (20000 - dropped))) bytes, $dropped lost"
}

@test "a second Ctrl-C ends it at once: what was not printed stays in the ring" {
	send to_large 200000 0
	mkfifo "$OUT.fifo"
	exec 7<>"$OUT.fifo"
	env --default-signal=INT mapctl -J events "$DIR/large" >"$OUT.fifo" 2>"$OUT.err" 3>&- 7>&- &
	EVENTS_PID=$!
	PIDS+=("$EVENTS_PID")
	exec 8<"$OUT.fifo" 7>&-
	# it stands in write(2) between these, and has looked for signals in the second
	head -c 1000000 <&8 >"$OUT"
	kill -INT "$EVENTS_PID"
	head -c 2000000 <&8 >>"$OUT"
	kill -INT "$EVENTS_PID"
	cat <&8 >>"$OUT"
	exec 8<&-
	wait "$EVENTS_PID"
	n=$(wc -l <"$OUT")
	[ "$n" -lt 100000 ]
	same "$(cat "$OUT.err")" "mapctl: note: what else was there is not printed
mapctl: note: $n records, $((n * 48)) bytes, 0 lost"
	run --separate-stderr mapctl -J events "$DIR/large" --count 1 -o seq
	same "$output" "{\"seq\":$n}"
}

@test "records that are thrown away are passed over" {
	send discarding 50 0
	run --separate-stderr mapctl -J events "$DIR/typed" --for 50ms
	same "$(json .value.seq)" "$(seqs 0 49 | grep -v '9$')"
	[[ $stderr == *'45 records, 2160 bytes, 0 lost' ]]
}

@test "a ring of one page, over and over: every record once and in order" {
	background -J events "$DIR/page" --as 'struct event'
	for first in $(seq 0 50 950); do
		send to_page 50 "$first" 1
		await_lines $((first + 50)) "$OUT"
	done
	ends INT
	same "$(jq .value.seq "$OUT")" "$(seqs 0 999)"
}

@test "a full ring: what found no room is the program's loss, the rest is all there" {
	dropped=$("$EVENTS" send "$DIR/to_page" 100 0)
	[ "$dropped" -gt 0 ]
	run --separate-stderr mapctl -J events "$DIR/page" --for 50ms
	same "$(json .value.seq)" "$(seqs 0 $((99 - dropped)))"
}

@test "the type of a map without BTF is found by the size that its program sends, and said" {
	send to_plain 2 0
	run --separate-stderr mapctl -J events "$DIR/plain" --count 2 -o seq,comm
	same "$output" '{"seq":0,"comm":"e0"}
{"seq":1,"comm":"e1"}'
	[[ $stderr == *'records of 48 bytes are shown as "struct event", the only type of that size in program "to_plain"'* ]]
	send to_plain 1 2
	run --separate-stderr mapctl -J events "$DIR/plain" --count 1 -o seq --btf "$BUILD/tests/helpers/events.bpf.o"
	same "$output" '{"seq":2}'
	[[ $stderr == *'the only type of that size in --btf'* ]]
}

@test "several types that fit are listed, and records are hex until one is chosen" {
	"$EVENTS" once "$DIR/to_fruit" 1 5
	run --separate-stderr mapctl -J events "$DIR/fruit" --peek --count 2 -o value
	same "$output" '{"value":"hex:0500000000000000c800000006000000"}
{"value":"hex:06000000000000000900000000000000"}'
	[[ $stderr == *'records of 16 bytes are shown as hex, they may be: struct apple, struct pear; choose with --as'* ]]
	run --separate-stderr mapctl -J events "$DIR/fruit" --peek --count 2 -o value --as 'struct pear'
	same "${lines[1]}" '{"value":{"seq":6,"length":9}}'
	same "$stderr" 'mapctl: note: 2 records, 32 bytes, 0 lost'
	run --separate-stderr mapctl -J events "$DIR/fruit" --peek --count 2 -o value --as 'struct { u64 n; u32 v[2]; }'
	same "${lines[0]}" '{"value":{"n":5,"v":[200,6]}}'
	run --separate-stderr mapctl -J events "$DIR/fruit" --peek --count 2 -o value --hints \
		--as 'struct apple' --as colour=proto --as weight=ipv4
	same "${lines[0]}" '{"value":{"seq":5,"weight":"200.0.0.0","colour":"tcp"}}'
}

@test "types that perf pads to one size are no answer, but candidates" {
	run --separate-stderr mapctl -J events "$DIR/padded" --for 1ms
	[[ $stderr == *'are shown as hex, they may be: struct shorter, struct longer; choose with --as'* ||
		$stderr == *'are shown as hex, they may be: struct longer, struct shorter; choose with --as'* ]]
}

@test "--btf: a file, a program" {
	"$EVENTS" once "$DIR/to_fruit" 1 5
	id=$(mapctl -j list --pinned --under "$DIR" | jq '.[] | select(.name == "fruit") | .programs[0].id')
	for source in "$BUILD/tests/helpers/events.bpf.o" "prog id $id" "prog pinned $DIR/to_fruit"; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr mapctl -J events "$DIR/fruit" --peek --count 1 -o value --as apple --btf $source
		same "$output" '{"value":{"seq":5,"weight":200,"colour":6}}'
	done
	run_fails 1 'nope' mapctl events "$DIR/fruit" --btf /nope
}

@test "records larger and smaller than their type are hex, which is said" {
	"$EVENTS" once "$DIR/odd" 0 0
	"$EVENTS" once "$DIR/odd" 20 0
	"$EVENTS" once "$DIR/odd" 60 0
	send to_typed 1 1
	run --separate-stderr mapctl -J events "$DIR/typed" --peek --count 1 -o size,value
	same "$output" '{"size":0,"value":"hex:"}'
	run --separate-stderr mapctl -J events "$DIR/typed" --count 4
	same "$(json '.value | if type == "string" then . else .seq end')" \
		'"hex:"
"hex:303132333435363738396162636465666768696a"
"hex:303132333435363738396162636465666768696a6b6c6d6e6f707172737475767778797a303132333435363738396162636465666768696a6b6c6d6e"
1'
	[[ $stderr == *'a record has 0 bytes, "struct event" has 48: shown as hex'* ]]
	[[ $stderr == *'a record has 20 bytes, "struct event" has 48: shown as hex'* ]]
	[[ $stderr == *'a record has 60 bytes, "struct event" has 48: shown as hex'* ]]
}

@test "a type with a flexible array takes what is left" {
	"$EVENTS" once "$DIR/odd" 6 0
	"$EVENTS" once "$DIR/odd" 4 0
	run --separate-stderr mapctl -J events "$DIR/typed" --count 2 -o value --as 'struct { u32 head; u8 tail[0]; }'
	same "$output" '{"value":{"head":858927408,"tail":[52,53]}}
{"value":{"head":858927408,"tail":[]}}'
}

@test "another reader of the ring is not robbed: events peeks, and says so" {
	reader ring typed
	background -J events "$DIR/typed"
	await 'peeking, since it is read by events (pid' "$OUT.err"
	for first in 0 300 600; do
		send to_typed 300 "$first" 1
		await_lines $((first + 300)) "$OUT"
	done
	ends INT
	reader_got '900 0'
	same "$(jq .value.seq "$OUT")" "$(seqs 0 899)"
	[[ $(tail -n 1 "$OUT.err") == *'900 records, 43200 bytes, 0 lost' ]]
}

@test "a reader that comes while events consumes gets the ring" {
	background -J events "$DIR/typed"
	send to_typed 10 0
	await_lines 10 "$OUT"
	reader ring typed
	await 'peeking from now on, since it is read by events (pid' "$OUT.err"
	send to_typed 10 10
	await_lines 20 "$OUT"
	ends INT
	reader_got '10 0'
	same "$(jq .value.seq "$OUT")" "$(seqs 0 19)"
}

@test "--steal consumes, whoever reads, and names it" {
	reader ring typed
	kill -STOP "$READER"
	send to_typed 10 0
	run --separate-stderr mapctl -J events "$DIR/typed" --steal --count 10
	same "$(json .value.seq)" "$(seqs 0 9)"
	[[ $stderr == *'taking the records of events (pid '"$READER"')'* ]]
	kill -CONT "$READER"
	reader_got '0 0'
}

@test "--peek and --readonly leave every record where it is" {
	send to_typed 10 0
	for option in --peek --readonly --peek; do
		run --separate-stderr mapctl -J events "$DIR/typed" "$option" --for 50ms
		same "$(json .value.seq)" "$(seqs 0 9)"
	done
	run --separate-stderr mapctl -J events "$DIR/typed" --count 10
	same "$(json .value.seq)" "$(seqs 0 9)"
}

@test "--history shows what was consumed, also by a reader that was killed" {
	reader ring typed
	send to_typed 100 0
	timeout 10 sh -c 'until mapctl -J events "$0" --peek --for 20ms 2>&1 | grep -q "note: 0 records"; do :; done' "$DIR/typed"
	kill -KILL "$READER"
	wait "$READER" || true
	send discarding 20 100
	run --separate-stderr mapctl -J events "$DIR/typed" --history --for 50ms
	same "$(json .value.seq)" "$({ seqs 0 99; seqs 100 119 | grep -v '9$'; })"
	same "$(json 'has("time")' | sort | uniq -c | tr -s ' ')" ' 100 false
 18 true'
	while read -r line; do conforms event <<<"$line"; done < <(head -n 1 <<<"$output")
	# the dead reader robs nobody, and is no reader: the rest is consumed
	run --separate-stderr mapctl -J events "$DIR/typed" --for 50ms
	same "$(json .value.seq)" "$(seqs 100 119 | grep -v '9$')"
	[[ $stderr != *peeking* ]]
}

@test "--history after many rounds of the ring: whole records only, up to the last" {
	for first in $(seq 0 1000 9000); do
		send to_typed 1000 "$first"
		mapctl -J events "$DIR/typed" --count 1000 >"$OUT" 2>/dev/null
		same "$(jq .value.seq "$OUT")" "$(seqs "$first" $((first + 999)))"
	done
	run --separate-stderr mapctl -J events "$DIR/typed" --history --for 50ms
	first=$(head -n 1 <<<"$output" | jq .value.seq)
	[ "$first" -le 8850 ] && [ "$first" -ge 8800 ]
	same "$(json .value.seq)" "$(seqs "$first" 9999)"
}

@test "killed while it writes: what was not written is still in the ring" {
	send to_typed 1100 0
	mkfifo "$OUT.fifo"
	sleep 60 <"$OUT.fifo" 3>&- &
	PIDS+=($!)
	mapctl -J events "$DIR/typed" >"$OUT.fifo" 2>/dev/null 3>&- &
	victim=$!
	PIDS+=("$victim")
	# it blocks in write: the pipe is full
	timeout 10 sh -c 'until grep -q pipe /proc/$0/wchan 2>/dev/null || grep -q "^State:.*S" /proc/$0/status; do :; done' "$victim"
	kill -KILL "$victim"
	wait "$victim" || true
	run --separate-stderr mapctl -J events "$DIR/typed" --for 50ms
	first=$(head -n 1 <<<"$output" | jq .value.seq)
	same "$(json .value.seq)" "$(seqs "$first" 1099)"
	[ "$first" -lt 520 ]
}

@test "a perf event array that nobody reads: its slots are taken, every CPU's records come once" {
	background -J events "$DIR/samples"
	timeout 10 sh -c 'until mapctl events "$0" --peek --for 1ms >/dev/null 2>&1; do :; done' "$DIR/samples"
	send to_samples 1000 0 0
	send to_samples 1000 1000 1
	await_lines 2000 "$OUT"
	ends INT
	same "$(jq 'select(.cpu == 0).value.seq' "$OUT")" "$(seqs 0 999)"
	same "$(jq 'select(.cpu == 1).value.seq' "$OUT")" "$(seqs 1000 1999)"
	same "$(jq -r .value.text "$OUT" | sort -u)" sample
	conforms event < <(head -n 1 "$OUT")
	[[ $(tail -n 1 "$OUT.err") == *'2000 records, 72000 bytes, 0 lost' ]]
	# times are of the sending: they grow on each CPU
	same "$(jq 'select(.cpu == 0).time' "$OUT" | sort -nc 2>&1)" ''
	# the slots are free again
	run_fails 1 'nobody reads' mapctl events "$DIR/samples" --peek
}

@test "the padding of perf is no part of a record whose type is known" {
	background -J events "$DIR/samples" -o size --as 'struct { u64 seq; u8 rest[24]; }'
	timeout 10 sh -c 'until mapctl events "$0" --peek --for 1ms >/dev/null 2>&1; do :; done' "$DIR/samples"
	send to_samples 3 0 0
	await_lines 3 "$OUT"
	ends INT
	same "$(sort -u "$OUT")" '{"size":32}'
	[[ $(tail -n 1 "$OUT.err") == *'3 records, 96 bytes, 0 lost' ]]
}

@test "another reader's perf buffers are followed, and it keeps all records" {
	reader perf samples
	background -J events "$DIR/samples"
	await 'peeking at the buffers of events (pid '"$READER"')' "$OUT.err"
	for first in 0 200 400; do
		send to_samples 200 "$first" 0
		send to_samples 200 "$first" 1
		await_lines $((2 * (first + 200))) "$OUT"
	done
	ends INT
	for cpu in 0 1; do
		same "$(jq "select(.cpu == $cpu).value.seq" "$OUT")" "$(seqs 0 599)"
	done
	run --separate-stderr mapctl -J events "$DIR/samples" --history --for 50ms
	same "$(json 'select(.cpu == 1).value.seq' | tail -n 50)" "$(seqs 550 599)"
	same "$(json 'has("time")' | sort -u)" false
	reader_got '1200 0'
}

@test "--steal takes the slots; the reader that had them is named" {
	reader perf samples
	background -J events "$DIR/samples" --steal
	await 'taking the records of events (pid '"$READER"')' "$OUT.err"
	timeout 10 sh -c 'until [ "$(mapctl -J events "$0" --peek --for 1ms 2>&1 | grep -c "buffers of mapctl")" = 1 ]; do :; done' "$DIR/samples"
	send to_samples 10 0 1
	await_lines 10 "$OUT"
	ends INT
	reader_got '0 0'
}

@test "slots that change hands: taken when their reader ends, followed when another comes" {
	reader perf samples
	background -J events "$DIR/samples"
	await "peeking at the buffers of events (pid $READER)" "$OUT.err"
	reader_got '0 0'
	await 'the slots have changed hands' "$OUT.err"
	timeout 10 sh -c 'until [ "$(mapctl -J events "$0" --peek --for 1ms 2>&1 | grep -c "buffers of mapctl")" = 1 ]; do :; done' "$DIR/samples"
	send to_samples 10 0 1
	await_lines 10 "$OUT"
	reader perf samples
	await "peeking at the buffers of events (pid $READER)" "$OUT.err"
	send to_samples 10 10 1
	await_lines 20 "$OUT"
	ends INT
	reader_got '10 0'
	same "$(jq .value.seq "$OUT")" "$(seqs 0 19)"
}

@test "slot by slot: the other reader's is followed, what it leaves empty is taken, its own are kept" {
	reader perf samples 0
	background -J events "$DIR/samples"
	await "peeking at the buffers of events (pid $READER)" "$OUT.err"
	await 'taking 1 slot that nobody reads' "$OUT.err"
	send to_samples 10 0 0
	send to_samples 10 0 1
	await_lines 20 "$OUT"
	reader_got '10 0'
	await 'the slots have changed hands' "$OUT.err"
	send to_samples 10 10 0
	send to_samples 10 10 1
	await_lines 40 "$OUT"
	# one slot of its own is taken from it
	reader perf samples 0
	timeout 10 sh -c 'until [ "$(grep -c "buffers of events (pid" "$0")" = 2 ]; do sleep 0.02; done' "$OUT.err"
	send to_samples 10 20 0
	send to_samples 10 20 1
	await_lines 60 "$OUT"
	reader_got '10 0'
	timeout 10 sh -c 'until [ "$(grep -c "changed hands" "$0")" = 3 ]; do sleep 0.02; done' "$OUT.err"
	send to_samples 10 30 0
	send to_samples 10 30 1
	await_lines 80 "$OUT"
	ends INT
	for cpu in 0 1; do
		same "$(jq "select(.cpu == $cpu).value.seq" "$OUT")" "$(seqs 0 39)"
	done
	! grep "buffers of .*mapctl" "$OUT.err"
}

@test "who loses the slots to another after --steal follows it, and says so" {
	background -J events "$DIR/samples" --steal
	timeout 10 sh -c 'until mapctl events "$0" --peek --for 1ms >/dev/null 2>&1; do :; done' "$DIR/samples"
	reader perf samples
	await "peeking at the buffers of events (pid $READER)" "$OUT.err"
	send to_samples 10 0 1
	await_lines 10 "$OUT"
	ends INT
	reader_got '10 0'
}

@test "slots are given back also where the map keeps what is in them" {
	mapctl create "$DIR/kept" type perf_event_array key u32 value 4 entries 2 flags preserve_elems
	for option in --steal --steal ''; do
		# shellcheck disable=SC2086 # none is no word
		run --separate-stderr mapctl -J events "$DIR/kept" $option --for 50ms
		same "$status" 0
		[[ $stderr != *taking* ]]
		run_ok mapctl -j dump "$DIR/kept"
		same "$output" '[]'
	done
}

@test "the end of a ring's reader is said, and what it had not read is left to its successor" {
	reader ring typed
	background -J events "$DIR/typed"
	await 'peeking, since it is read by' "$OUT.err"
	reader_got '0 0'
	await 'its reader has ended' "$OUT.err"
	send to_typed 10 0
	await_lines 10 "$OUT"
	ends INT
	run --separate-stderr mapctl -J events "$DIR/typed" --for 50ms
	same "$(json .value.seq)" "$(seqs 0 9)"
}

@test "lost perf records are counted and printed" {
	background -J events "$DIR/samples"
	timeout 10 sh -c 'until mapctl events "$0" --peek --for 1ms >/dev/null 2>&1; do :; done' "$DIR/samples"
	kill -STOP "$EVENTS_PID"
	"$EVENTS" send "$DIR/to_samples" 20000 0 1 >/dev/null
	kill -CONT "$EVENTS_PID"
	await '[0-9]' "$OUT"
	# the kernel tells with the next record that finds room
	send to_samples 1 99999 1
	await '"seq":99999,' "$OUT"
	ends INT
	summary=$(tail -n 1 "$OUT.err")
	[[ $summary =~ ([0-9]+)' records, '[0-9]+' bytes, '([0-9]+)' lost' ]]
	[ "${BASH_REMATCH[2]}" -gt 0 ]
	same $((BASH_REMATCH[1] + BASH_REMATCH[2])) 20001
	same "$(wc -l <"$OUT")" "${BASH_REMATCH[1]}"
}

@test "-F waits for the map, and goes on with the one that replaces it" {
	background -J events -F "$DIR/late"
	await "waiting: nothing is pinned" "$OUT.err"
	mkdir "$DIR/2"
	"$EVENTS" load "$BUILD/tests/helpers/events.bpf.o" "$DIR/2"
	mv "$DIR/2/typed" "$DIR/late"
	same "$("$EVENTS" send "$DIR/2/to_typed" 5 0)" 0
	await_lines 5 "$OUT"
	mkdir "$DIR/3"
	"$EVENTS" load "$BUILD/tests/helpers/events.bpf.o" "$DIR/3"
	mv -f "$DIR/3/typed" "$DIR/late"
	same "$("$EVENTS" send "$DIR/3/to_typed" 5 5)" 0
	await 'was replaced: going on with map' "$OUT.err"
	await_lines 10 "$OUT"
	ends INT
	same "$(jq .value.seq "$OUT")" "$(seqs 0 9)"
}

@test "-F --peek waits for a reader, of the map and of the one that replaces it" {
	background -J --syscalls events -F --peek "$DIR/samples" --count 5
	await 'waiting: nobody reads "samples"' "$OUT.err"
	reader perf samples
	await "peeking at the buffers of events (pid $READER)" "$OUT.err"
	mkdir "$DIR/2"
	"$EVENTS" load "$BUILD/tests/helpers/events.bpf.o" "$DIR/2"
	mv -f "$DIR/2/samples" "$DIR/samples"
	# the second look is behind the first
	id=$(mapctl -j info "$DIR/samples" | jq .id)
	timeout 10 sh -c 'until [ "$(grep -c "OBJ_GET, .* map $0\$" "$1")" -ge 2 ]; do sleep 0.02; done' "$id" "$OUT.err"
	first=$READER
	reader perf samples
	await 'was replaced: going on with map' "$OUT.err"
	same "$("$EVENTS" send "$DIR/2/to_samples" 5 0 0)" 0
	wait "$EVENTS_PID"
	same "$(jq .value.seq "$OUT")" "$(seqs 0 4)"
	kill -TERM "$first"
	reader_got '5 0'
}

@test "-F by name: the type is in a program that comes after the map; the newest map of the name" {
	name=f$RANDOM$RANDOM
	sed "s/fruit/$name/g" "$TOP/tests/helpers/events.bpf.c" >"$OUT.bpf.c"
	clang -O2 -g -target bpf -mcpu=v3 -idirafter "/usr/include/$(cc -print-multiarch 2>/dev/null)" -c -o "$OUT.bpf.o" "$OUT.bpf.c"
	background -J events -F name "$name" --as 'struct pear'
	await 'waiting: no map is named' "$OUT.err"
	for n in 1 2; do
		mkdir "$DIR/$n"
		"$EVENTS" load "$OUT.bpf.o" "$DIR/$n"
		"$EVENTS" once "$DIR/$n/to_$name" 1 "$n"0
		await_lines "$((n * 2))" "$OUT"
	done
	ends INT
	same "$(jq .value.seq "$OUT")" '10
11
20
21'
	run_fails 2 "$name" mapctl events name "$name" --for 50ms
	"$EVENTS" once "$DIR/2/to_$name" 1 30
	run --separate-stderr mapctl -J events name "$name" --newest --as 'struct pear' --for 50ms
	same "$(json .value.seq)" '30
31'
}

@test "-F --for ends also where the map never comes" {
	run --separate-stderr mapctl -J events -F "$DIR/never" --for 300ms
	same "$status$output" 0
	[[ $stderr == *'waiting: nothing is pinned'*'0 records, 0 bytes, 0 lost' ]]
}

@test "a reader of standard output that goes away ends it quietly; /dev/full is an error" {
	send to_typed 1000 0
	run --separate-stderr bash -c "set -o pipefail; mapctl -J events '$DIR/typed' --peek | head -n 1"
	[ "$status" = 141 ]
	same "$stderr" ''
	run --separate-stderr bash -c "mapctl -J events '$DIR/typed' >/dev/full"
	[ "$status" = 1 ]
	[[ $stderr == *'cannot write to standard output'* ]]
	run --separate-stderr mapctl -J events "$DIR/typed" --count 1000
	same "$(json .value.seq)" "$(seqs 0 999)"
}

# ring MAP: what info tells of its positions, without the kernel's own "pending"
ring() {
	run_ok mapctl -j info "$DIR/$1"
	conforms info <<<"$output" >&2
	json '.ring | del(.pending)'
}

@test "info tells the positions in a ring buffer, what is unread and whether somebody waits" {
	same "$(ring typed)" '{"unread":0,"consumer":0,"producer":0,"waiting":false}'
	send to_typed 10 0
	same "$(ring typed)" '{"unread":560,"consumer":0,"producer":560,"waiting":false}'
	run_ok mapctl info "$DIR/typed"
	[[ $output == *'ring '*'560 B unread, from 0 to 560, nobody waits'* ]]
	mapctl events "$DIR/typed" --count 4 >/dev/null 2>&1
	same "$(ring typed)" '{"unread":336,"consumer":224,"producer":560,"waiting":false}'
	reader ring typed
	same "$(ring typed)" '{"unread":0,"consumer":560,"producer":560,"waiting":true}'
	run_ok mapctl -j list --under "$DIR" -o name,ring
	same "$(json 'map(select(.ring)) | map(.name) | sort')" '["fruit","large","page","plain","typed"]'
	run_ok mapctl -j info "$DIR/samples"
	same "$(json 'has("ring")')" false
	run --separate-stderr setpriv --bounding-set=-perfmon,-sys_admin --inh-caps=-perfmon,-sys_admin mapctl -j info "$DIR/typed"
	same "$(json 'has("ring")')" false
	[[ $stderr == *'CAP_'* ]]
}

# may_read MAP: for everybody, but not to write
may_read() {
	chmod 755 "$DIR"
	chmod 444 "$DIR/$1"
}

@test "a ring that cannot be opened for writing is peeked at through a probe" {
	may_read large
	# more than a window of the probe, and the end of the ring within a record
	send to_large 3000 0
	run --separate-stderr unprivileged bpf,perfmon -- mapctl -J events "$DIR/large" --for 100ms --as 'struct { u64 seq; u64 square; u8 rest[32]; }'
	same "$(json .value.seq)" "$(seqs 0 2999)"
	same "$(json '.value.square' | tail -n 1)" $((2999 * 2999))
	[[ $stderr == *"peeking through a probe, since it cannot be opened for writing"*'3000 records, 144000 bytes, 0 lost' ]]
	# nothing was consumed
	run --separate-stderr mapctl -J events "$DIR/large" --count 3000
	same "$(json .value.seq)" "$(seqs 0 2999)"
}

@test "through a probe: what comes while it runs, over and over the ring's end, and what was consumed" {
	may_read page
	unprivileged bpf,perfmon -- mapctl -J events "$DIR/page" --as 'struct { u64 seq; u8 rest[40]; }' --for 60s >"$OUT" 2>"$OUT.err" 3>&- &
	PIDS+=($!)
	await 'peeking through a probe' "$OUT.err"
	for first in $(seq 0 50 450); do
		send to_page 50 "$first" 1
		await_lines $((first + 50)) "$OUT"
		same "$(mapctl -J events "$DIR/page" --count 50 2>/dev/null | wc -l)" 50
	done
	same "$(jq .value.seq "$OUT")" "$(seqs 0 499)"
	send to_page 5 500 1
	run --separate-stderr unprivileged bpf,perfmon -- mapctl -J events "$DIR/page" --history --for 50ms --as 'struct { u64 seq; u8 rest[40]; }'
	first=$(head -n 1 <<<"$output" | jq .value.seq)
	[ "$first" -le 440 ]
	same "$(json .value.seq)" "$(seqs "$first" 504)"
	same "$(json 'select(has("time")).value.seq')" "$(seqs 500 504)"
}

@test "through a probe: records longer than its window, and those thrown away" {
	may_read large
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		"$EVENTS" once "$DIR/long_records" 0 0
		run --separate-stderr unprivileged bpf,perfmon -- mapctl -J events "$DIR/large" --count 2 -o size,value
		same "$(json '[.size, .value[-16:]]')" '[600000,"74686520656e6400"]
[300000,"68697320656e6400"]'
		mapctl events "$DIR/large" --count 2 >/dev/null 2>&1
	done
	may_read typed
	send discarding 50 0
	run --separate-stderr unprivileged bpf,perfmon -- mapctl -J events "$DIR/typed" --for 50ms --as 'struct { u64 seq; u8 rest[40]; }'
	same "$(json .value.seq)" "$(seqs 0 49 | grep -v '9$')"
}

@test "a ring that may neither be mapped nor looked into: both are said; --steal needs to write" {
	may_read typed
	run_fails 1 "cannot be mapped, since it cannot be opened for writing, nor be looked into" \
		unprivileged -- mapctl events "$DIR/typed"
	[[ $stderr == *'(CAP_PERFMON and CAP_BPF missing)'* ]]
	run_fails 1 'may not be written: its file mode is 0444' unprivileged bpf,perfmon -- mapctl events "$DIR/typed" --steal
	may_read samples
	run_fails 1 "nobody reads \"samples\", and its slots cannot be taken" \
		unprivileged bpf,perfmon -- mapctl events "$DIR/samples"
}

@test "without the privilege to look for readers it peeks, and says so" {
	chmod 755 "$DIR"
	chmod 666 "$DIR/plain"
	send to_plain 2 0
	run --separate-stderr unprivileged -- mapctl -J events "$DIR/plain" --for 50ms -o value
	[ "$status" = 0 ]
	same "$(wc -l <<<"$output")" 2
	[[ $output == '{"value":"hex:'* ]]
	[[ $stderr == *"peeking, since it cannot be told who else reads"* ]]
}
