#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The session: prompt, map in use, what ends commands and what ends it.
load ../lib
load lib

setup_file() {
	kernel_or_skip
	pins_begin
	FLOWS=$PINS/flows
	BIG=$PINS/big
	export FLOWS BIG
	mapctl create "$FLOWS" type hash key 'struct { u32 saddr; u16 port; u16 pad; }' \
		value 'struct { u64 packets; char name[8]; }' entries 1024
	mapctl update "$FLOWS" '{saddr: 10.0.0.1, port: 443, pad: 0}' '{packets: 3, name: "web"}'
	mapctl create "$BIG" type array key u32 value u64 entries 1000000
}

teardown_file() {
	pins_end
}

setup() {
	repl_home
}

@test "the prompt says which map is in use and how full it is" {
	repl await 'mapctl>' key "use $FLOWS\r" await 'flows 1/1024>' \
		key 'update {saddr: 10.0.0.2, port: 80, pad: 0} {packets: 4}\r' await 'flows 2/1024>' \
		key 'delete saddr=10.0.0.2 port=80 pad=0\r' await '-> deleted
flows 1/1024>' key 'use\r' await 'use
mapctl>' screen
	[[ $output == *$'flows 1/1024> use\nmapctl>'* ]]
}

@test "bare words belong to the map in use; introducers name another" {
	mapctl create "$PINS/other" type hash key u32 value u32 entries 4
	repl key "use $FLOWS\r" await 'flows 1/1024>' \
		key 'lookup {saddr: 10.0.0.1, port: 443, pad: 0}\r' await '"web"' \
		key "update pinned $PINS/other 7 8\r" await '7: 8' \
		key "dump pinned $PINS/other -J\r" await '{"key":7,"value":8}' \
		key "lookup $PINS/other 7\r" await 'hint: a map is in use' screen
	[[ $output == *'"name", "id" or "pinned" introduces another'* ]]
}

@test "an array has no fill, a map of another name keeps its id" {
	mapctl create "$PINS/named" type hash key u32 value u32 entries 8 name repl_named
	repl key "use $BIG\r" await 'big>' key "use name repl_named\r" await 'repl_named 0/8>'
}

@test "what is said of commands can be typed at the prompt, and lines of a shell can, too" {
	repl key 'xyzzy\r' await 'hint: "help" lists the commands' key 'help lru_hash\r' \
		await '"help types" lists them all' key 'help schema\r' await 'usage: schema MAP' \
		key 'schema --x\r' await 'hint: usage: schema MAP' \
		key "use $FLOWS\r" await 'flows 1/1024>' \
		key 'schema --x\r' await 'hint: usage: schema [MAP]' \
		key 'mapctl lookup {saddr: 10.0.0.1, port: 443, pad: 0}\r' await '"web"' \
		key 'use a b\r' await 'hint: usage: use [MAP]' screen
	[[ $output != *'mapctl help'* && $output != *'usage: mapctl'* && $output != *'a map is in use'* ]]
}

@test "a failing command does not end the session, and its error is the shell's" {
	repl key 'lookup no_such_map 1\r' await 'no map is named' key 'dumpp x\r' await 'did you mean' \
		key 'dump "x\r' await '...>' key '\x03' await '^C' key 'version\r' await 'libbpf' screen
	[[ $output == *$'mapctl: lookup: no map is named "no_such_map"\nhint: `list` shows all maps'* ]]
}

@test "Ctrl-C clears the line, and the cursor starts afresh" {
	repl await 'mapctl>' key 'lookup some thing' await 'some thing' key '\x03' await '^C
mapctl>' \
		key 'version\r' await 'libbpf' screen
	[[ $output == *$'mapctl> lookup some thing^C\nmapctl> version\nmapctl '* ]]
}

@test "Ctrl-C ends a dump of a million entries, not the session" {
	repl await 'mapctl>' key "dump $BIG -J | while read -r l; do echo \"\$l\"; sleep 0.01; done\r" \
		await '{"key":20,"value":0}' wipe key '\x03' await '^C' await 'mapctl>' \
		key 'version\r' await 'libbpf' screen
	[[ $output != *'"key":999999'* ]]
}

@test "Ctrl-C ends a dump to the terminal" {
	repl await 'mapctl>' key 'set pager off\r' key "dump $BIG -J\r" await '"key":2' key '\x03' \
		await 'mapctl>' screen key 'version\r' await 'libbpf'
	[[ $output != *'"key":999999'* ]]
}

@test "watch, trace, repeat and ! end by Ctrl-C, whatever they wait in" {
	cd "$BATS_TEST_TMPDIR" || return
	echo 'gone on' >go # by a program that does not catch SIGINT: sh -c does, and may miss it
	repl await 'mapctl>' key "watch $FLOWS --interval 50ms\r" await 'q ends' wipe key '\x03' \
		await 'mapctl>' key "repeat 100000 10ms lookup $FLOWS saddr=10.0.0.1 port=443 pad=0 -J\r" \
		await '"packets":3' wipe key '\x03' await 'mapctl>' \
		key 'repeat 2 1d version\r' await 'libbpf' wipe key '\x03' await 'mapctl>' \
		key "trace $FLOWS --for 1h -J\r" \
		run "for _ in \$(seq 200); do mapctl lookup $FLOWS saddr=10.0.0.1 port=443 pad=0; done" \
		await '16777226' \
		wipe key '\x03' await 'mapctl>' key '!exec tail -f go\r' await 'gone on' wipe key '\x03' await 'mapctl>' \
		key 'version -j\r' await '{"mapctl"'
}

@test "Ctrl-C at a question leaves everything as it is" {
	repl await 'mapctl>' key "clear $FLOWS\r" await '[y/N]' wipe key '\x03' await 'mapctl>' \
		key 'version\r' await libbpf
	run_ok mapctl -j dump "$FLOWS"
	same "$(json length)" 1
}

@test "Ctrl-D at a question is a no, on a line of its own" {
	repl await 'mapctl>' key "clear $FLOWS\r" await '[y/N]' key '\x04' await 'not confirmed' screen
	[[ $output == *$'[y/N]\nmapctl: clear: not confirmed'* ]]
	run_ok mapctl -j dump "$FLOWS"
	same "$(json length)" 1
}

@test "destructive commands ask and repeat the name of the map in use" {
	mapctl create "$PINS/doomed" type hash key u32 value u32 entries 8
	mapctl update "$PINS/doomed" 1 1
	repl key "use $PINS/doomed\r" await 'doomed 1/8>' \
		key 'clear\r' await 'map "doomed"' await '[y/N]' key 'n\r' await 'not confirmed' \
		key 'freeze\r' await 'user space can never write map "doomed"' key 'n\r' \
		await 'freeze: not confirmed' key 'clear --zero\r' await 'make zero the values of all 1' \
		await '[y/N]' key 'y\r' await '1 entry made zero' \
		key 'delete --where value == 5\r' await '0 entries deleted' \
		key 'delete --where value == 0\r' await 'map "doomed"' await 'delete 1 entry? [y/N]' \
		key 'n\r' await 'delete: not confirmed' wipe \
		key 'delete --where value == 0\r' await '[y/N]' key 'y\r' await '1 entry deleted' \
		await 'doomed 0/8>'
	run_ok mapctl -j info "$PINS/doomed"
	same "$(json .frozen)" false
}

@test "a map that another took the pin of while unpin asked stays" {
	mapctl create "$PINS/taken" type hash key u32 value u32 entries 8
	repl key "unpin $PINS/taken\r" await 'last known holder' \
		run "rm $PINS/taken; mapctl create $PINS/taken type hash key u32 value u32 entries 9" \
		key 'y\r' await "another map is pinned at \"$PINS/taken\" now"
	run_ok mapctl -r list pinned "$PINS/taken" -o max
	same "$output" 9
}

@test "restore --replace asks, and save writes where the line says" {
	mapctl create "$PINS/kept" type hash key u32 value u32 entries 8
	mapctl update "$PINS/kept" 1 1
	repl key "use $PINS/kept\r" await 'kept 1/8>' \
		key 'save\r' await 'nothing to be read on a terminal' await 'kept 1/8>' \
		key "save | gzip > $BATS_TEST_TMPDIR/kept.gz\r" await 'kept 1/8>' \
		key 'save ~/kept.snapshot\r' await '1 entry saved to ~/kept.snapshot' \
		key 'update 2 2\r' await 'kept 2/8>' \
		key "restore --replace ~/kept.snapshot $PINS/kept\r" \
		await 'write 1 entry and delete the 1 that are not in the snapshot?' key 'n\r' \
		await 'not confirmed' wipe key "restore --replace ~/kept.snapshot $PINS/kept\r" await '[y/N]' \
		key 'y\r' await '1 entry written, 1 deleted' await 'kept 1/8>'
	cmp <(zcat "$BATS_TEST_TMPDIR/kept.gz") "$HOME/kept.snapshot"
}

@test "readonly refuses what writes, and --readonly cannot be switched off" {
	repl key 'set readonly on\r' key "clear --yes $FLOWS\r" await 'and --readonly forbids that' \
		key "update $FLOWS saddr=1 port=1 pad=1 packets=1\r" await '"update" changes maps' \
		await 'hint: "set readonly off" allows it' \
		key 'set readonly off\r' key 'set readonly\r' await 'off
mapctl'
	terminal 100 40 --readonly key 'set readonly off\r' await 'holds for the whole session' \
		key "clear --yes $FLOWS\r" await 'forbids' key 'quit\r' end
	[[ $output == 'status 0'* ]]
	MAPCTL_READONLY=1 repl key "clear --yes $FLOWS\r" await 'forbids'
	run_ok mapctl -j dump "$FLOWS"
	same "$(json length)" 1
}

@test "a map that goes away is said, once, and so is one that takes its place" {
	mapctl create "$PINS/gone" type hash key u32 value u32 entries 8
	repl key "use $PINS/gone\r" await 'gone 0/8>' \
		run "rm $PINS/gone" key '\r' await 'is gone' await 'gone (gone)>' \
		key 'dump\r' await 'mapctl: dump:' \
		run "mapctl create $PINS/gone type hash key u32 value u32 entries 16" \
		key '\r' await 'is there again' await 'gone 0/16>' \
		run "rm $PINS/gone; mapctl create $PINS/gone type hash key u32 value u32 entries 32" \
		key '\r' await 'is another now, with' await 'gone 0/32>' \
		run "rm $PINS/gone; mapctl create $PINS/gone type hash key u32 value u32 entries 9 name new" \
		key '\r' await 'map "gone" is another now: "new", with' await 'new 0/9>' screen
	same "$(grep -c 'is gone;' <<<"$output")" 1
}

@test "the terminal is left as it was by Ctrl-D, SIGTERM and SIGHUP, within a line too" {
	terminal 80 24 "" key 'lookup x' await 'lookup x' signal TERM end
	[[ $output == $'status -15\nterminal as before'* ]]
	terminal 80 24 "" signal HUP end
	[[ $output == $'status -1\nterminal as before'* ]]
	terminal 80 24 "" key '\x04' end
	[[ $output == $'status 0\nterminal as before'* ]]
	terminal 80 24 "" key 'exit\r' end
	[[ $output == $'status 0\nterminal as before'* ]]
}

@test "a pager is waited for before SIGTERM ends the session, and a second signal strikes" {
	terminal 80 24 "" key "dump $BIG -J\r" await '{"key":5,' signal TERM key 'q' end
	[[ $output == *$'status -15\nterminal as before'* ]]
	terminal 80 24 "" key "!printf started; exec sleep 1000\r" await 'started' \
		signal TERM signal HUP end
	[[ $output == *'status -'* ]]
}

@test "SIGTERM ends a command that has its own end, and the session with it" {
	terminal 80 24 "" key "watch $BIG\r" await 'big' signal TERM end
	[[ $output == *$'status -15\nterminal as before, normal screen, cursor shown' ]]
	terminal 80 24 "" key "set pager off\rdump $BIG -J\r" await '"key":2' signal TERM end
	[[ $output == *$'status -15\nterminal as before'* ]]
}

@test "a child that dies with the terminal raw does not leave it so" {
	repl await 'mapctl>' key '!stty raw -echo; kill -9 $$\r' key 'version\r' await 'libbpf' \
		key '!stty -a | grep -c -- -icanon\r' await '
0
'
}

@test "Ctrl-Z stops the session and lets it go on" {
	terminal 80 24 "" key 'versio' await 'versio' signal TSTP stopped left signal CONT \
		key 'n\r' await 'libbpf' key 'quit\r' end
	[[ $output == $'terminal as before'*$'\nstatus 0\nterminal as before'* ]]
}

@test "without a terminal repl is no session: no prompt, no history, no rc" {
	mkdir -p "$HOME/.config/mapctl"
	echo 'version' >"$HOME/.config/mapctl/rc"
	run mapctl repl </dev/null
	[[ $output != *'>'* && $output != *libbpf* ]]
	[ ! -e "$HOME/.local" ]
}

@test "the memory of a long session does not grow with its commands" {
	local lines=$BATS_TEST_TMPDIR/lines first last
	! grep -q __asan_init "$BUILD/mapctl" || return 0 # which keeps what is freed for a while
	printf '%s\n' "use $FLOWS" 'lookup saddr=10.0.0.1 port=443 pad=0 -J' 'nonsense' 'dump | cat >/dev/null' \
		"dump > $BATS_TEST_TMPDIR/none/there" 'set output json' 'set output table' \
		'set types u64 "struct { u64 a; u64 b; }"' 'use' "schema $FLOWS" 'help dump' >"$lines.10"
	for _ in $(seq 50); do cat "$lines.10"; done >"$lines.first"
	for _ in $(seq 400); do cat "$lines.10"; done >"$lines.rest"
	echo "!grep VmRSS /proc/\$PPID/status >$HOME/first" >>"$lines.first"
	PTY_LIMIT=60 repl await 'mapctl>' flood "$lines.first" flood "$lines.rest" \
		key "!grep VmRSS /proc/\$PPID/status >$HOME/last\r" key 'version -j\r' await '{"mapctl"'
	cat "$HOME/first" "$HOME/last"
	first=$(grep -o '[0-9]*' "$HOME/first") last=$(grep -o '[0-9]*' "$HOME/last")
	[ "$((last - first))" -lt 1024 ] # the lines themselves, which the arrows bring back
}
