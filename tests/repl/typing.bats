#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is typed: hints, Tab, quotes and brackets, pastes, history, the rc file.
load ../lib
load lib

setup_file() {
	kernel_or_skip
	pins_begin
	mapctl create "$PINS/flows" type hash key 'struct { u32 saddr; u16 port; u16 pad; }' \
		value 'struct { u64 packets; char name[8]; }' entries 1024
	mapctl create "$PINS/config" type hash key u32 value 'struct { char message[16]; }' entries 16384
}

teardown_file() {
	pins_end
}

setup() {
	repl_home
	unset NO_COLOR # without colours there are no hints
	mapctl clear --yes "$PINS/config" >/dev/null
}

@test "the words still expected stand behind the cursor, and go with the next key" {
	repl await 'mapctl>' key 'update ' await 'update MAP [KEY] [VALUE]' key 'x' \
		await 'update x [KEY] [VALUE]' key ' 1 2 ' await 'x 1 2 [FIELD=VALUE...]' \
		key '--cpu ' await '--cpu N' gone 'any|' key '3' gone '--cpu N' \
		key '\x15version\r' await 'libbpf' screen
	[[ $output == *$'mapctl> version\nmapctl '* ]] # nothing is left of a hint
}

@test "Ctrl-C takes the hint with the line" {
	repl await 'mapctl>' key 'lookup 1' await 'lookup 1 [KEY]' key '\x03' await $'^C\nmapctl>' \
		key 'version\r' await 'libbpf' screen
	[[ $output == *$'mapctl> lookup 1^C\nmapctl> version\nmapctl '* ]]
}

@test "the map in use is not expected" {
	repl key "use $PINS/config\r" await 'config 0/16384>' key 'lookup ' await 'lookup [KEY]'
}

@test "no hint within quotes, with the cursor in the line, and after set usage off" {
	repl await 'mapctl>' key "lookup " await 'MAP' key "'a" gone 'MAP' key "' " await '[KEY]' \
		key '\x01' gone '[KEY]' key '\x05 ' await '[KEY]' \
		key '\x15set usage off\r' key 'lookup ' await '> lookup' key 'x' await '> lookup x' screen
	[[ $output != *'[KEY]'* ]]
}

@test "no hint with NO_COLOR and on dumb terminals" {
	NO_COLOR=1 repl await 'mapctl>' key 'lookup x' await 'lookup x' screen key '\x15'
	[[ $output != *'[KEY]'* ]]
	run "$TOP/tests/pty" 100 40 "env TERM=dumb mapctl" await 'mapctl>' key 'lookup x' \
		await 'lookup x' screen key '\x15quit\r' end
	[[ $output == *$'status 0\n'* && $output != *'[KEY]'* ]]
}

@test "a hint is cut at the terminal's edge and stands by wide characters" {
	terminal 40 20 "" key 'lookup 名前 ' await 'lookup 名前 [KEY]' screen key '\x15quit\r' end
	[[ $output == *$'status 0\n'* ]]
	same "$(sed '/^status/,$d' <<<"$output" | tail -n 1 | cut -c 1-14)" 'mapctl> lookup'
}

@test "a hint stands behind the mode that an inputrc shows, too" {
	local mode
	for mode in '(ins)' '\1\e[2m\2+\1\e[0m\2'; do
		printf '%s\n' 'set editing-mode vi' 'set show-mode-in-prompt on' \
			"set vi-ins-mode-string \"$mode\"" >"$HOME/.inputrc"
		terminal 40 20 "" key 'list' await 'list [MAP]' screen key '\x15quit\r' end
		grep -q '^[(+].*mapctl> list \[MAP\] \[--ty' <<<"$output"
		same "$(sed '/^status/,$d' <<<"$output" | tail -n 1 | cut -c 1-40 | grep -c 'mapctl>')" 1
	done
}

@test "Tab completes commands, pins, options and fields, and lists what each is" {
	repl await 'mapctl>' key 'sche\t' await 'schema MAP' key "$PINS/fl\t" await "$PINS/flows" \
		key '\r' await 'struct' \
		key "use $PINS/flows\r" await 'flows 0/1024>' key 'update sad\t' await 'saddr=' \
		key '\x15lookup --zero\t' await '--zero-key' \
		key "\x15info pinned $PINS/\t\t" await 'hash u32' screen key '\x15'
	[[ $output == *"$PINS/config"*'hash u32'* ]]
}

@test "brackets need no quotes, quotes and backslashes are a shell's" {
	repl key "use $PINS/config\r" await 'config 0/16384>' \
		key 'update 501 {message: "Hi user 501!"}\r' await 'config 1/16384>' \
		key "update '502' '{message: \"two words\"}' # a comment\r" await 'config 2/16384>' \
		key 'update 503 "{message: \"a > b | c\"}"\r' await 'config 3/16384>' \
		key 'update 504 {\r' await '...>' key 'message: "x"\r' key '}\r' await 'config 4/16384>' \
		key 'update 505 \\r' await '...>' key '{message: "y"}\r' await 'config 5/16384>'
	run_ok mapctl -J dump "$PINS/config"
	same "$(sort <<<"$output")" '{"key":501,"value":{"message":"Hi user 501!"}}
{"key":502,"value":{"message":"two words"}}
{"key":503,"value":{"message":"a > b | c"}}
{"key":504,"value":{"message":"x"}}
{"key":505,"value":{"message":"y"}}'
}

@test "a paste of 10,000 lines is run line by line, each error said, and stays in order" {
	local paste=$BATS_TEST_TMPDIR/paste
	seq 1 10000 | sed "s/.*/update pinned ${PINS//\//\\/}\/config & {message: \"user &\"}/" >"$paste"
	echo 'nonsense' >>"$paste"
	echo 'version' >>"$paste"
	PTY_LIMIT=60 repl await 'mapctl>' paste "$paste" key '\r' await 'no command "nonsense"' \
		await 'libbpf'
	run_ok mapctl -J dump "$PINS/config"
	same "$(wc -l <<<"$output")" 10000
	same "$(tail -n 1 "$HOME/.local/state/mapctl/history")" quit
	same "$(wc -l <"$HOME/.local/state/mapctl/history")" 10003
}

@test "so is one of a terminal that does not bracket pastes" {
	local paste=$BATS_TEST_TMPDIR/paste
	seq 1 10000 | sed "s/.*/update & {message: \"user &\"}/" >"$paste"
	PTY_LIMIT=60 repl key "use $PINS/config\r" await 'config 0/16384>' flood "$paste" \
		await 'config 10000/16384>'
}

@test "history outlives sessions, private, without repeats, and two do not lose each other's lines" {
	local file=$HOME/.local/state/mapctl/history
	repl key 'version\r' await libbpf key 'version\r' key 'version -j\r' await '{"mapctl"'
	same "$(cat "$file")" $'version\nversion -j\nquit'
	same "$(stat -c %a "$file" "$HOME/.local/state/mapctl" "$HOME/.local/state" "$HOME/.local")" \
		$'600\n700\n700\n700'
	# a second session begins, the first goes on: both add
	repl key 'help quit\r' await 'leave the session' \
		run "'$TOP/tests/pty' 100 40 mapctl await '>' key 'help use\r' await 'make a map the one' key 'quit\r' end" \
		key 'help set\r' await 'list, show or change'
	same "$(tail -n 5 "$file")" $'help quit\nhelp use\nquit\nhelp set\nquit'
	# arrows bring lines back
	repl await 'mapctl>' key '\x1b[A\x1b[A' await 'mapctl> help set' key '\x15'
}

@test "an end of line in data comes back as it was, and is no line of the history's file" {
	repl key "use $PINS/config\r" await 'config 0/16384>' key 'update 7 message="a\r' await '...>' \
		key 'b"\r' await '7: {message: "a\nb"}' key 'update 8 {\r' await '...>' \
		key 'message: "c"}\r' await 'config 2/16384>' key 'update 7 message=x\r' await '> {message: "x"}' \
		key '\x1b[A\x1b[A\x1b[A' await 'b"' key '\r' await '"x"} -> {message: "a\nb"}'
	same "$(cat "$HOME/.local/state/mapctl/history")" "use $PINS/config
update 8 { message: \"c\"}
update 7 message=x
quit"
}

@test "a history that others could read is made private" {
	mkdir -p "$HOME/.local/state/mapctl"
	echo 'version' >"$HOME/.local/state/mapctl/history"
	chmod 644 "$HOME/.local/state/mapctl/history"
	repl await 'mapctl>' key '\x1b[A' await 'mapctl> version' key '\x15'
	same "$(stat -c %a "$HOME/.local/state/mapctl/history")" 600
}

@test "MAPCTL_HISTORY and XDG_STATE_HOME say where history is, empty: nowhere" {
	XDG_STATE_HOME=$HOME/state repl key 'version\r'
	same "$(cat "$HOME/state/mapctl/history")" $'version\nquit'
	MAPCTL_HISTORY=$HOME/mine repl key 'version -j\r'
	same "$(cat "$HOME/mine")" $'version -j\nquit'
	MAPCTL_HISTORY='' repl key 'version -J\r'
	[ ! -e "$HOME/.local" ]
	# one that cannot be written is said, and no reason not to start
	MAPCTL_HISTORY=$HOME/none/history repl await 'no history is kept' key 'version\r' await libbpf
	HOME=$HOME/absent repl key 'version\r' await libbpf
	[ ! -e "$HOME/absent" ]
}

@test "a long history is cut to its last 10,000 lines" {
	mkdir -p "$HOME/.local/state/mapctl"
	seq 1 12000 | sed 's/^/help /' >"$HOME/.local/state/mapctl/history"
	repl await 'mapctl>' key '\x1b[A' await 'mapctl> help 12000' key '\x15'
	same "$(wc -l <"$HOME/.local/state/mapctl/history")" 10001
	same "$(head -n 1 "$HOME/.local/state/mapctl/history")" 'help 2001'
}

@test "the rc file is run first; a line that fails is named, and the others run" {
	mkdir -p "$HOME/.config/mapctl"
	printf '%s\n' '# mine' '' 'nonsense' 'set output json' "use $PINS/config" >"$HOME/.config/mapctl/rc"
	repl await 'rc:3: no command "nonsense"' await 'config 0/16384>' key 'set output\r' await '"json"'
	XDG_CONFIG_HOME=$HOME/other repl await 'mapctl>' key 'set output\r' await 'table'
}

@test "Tab completes files behind >, commands behind |, settings and their values" {
	cd "$BATS_TEST_TMPDIR" || return
	touch outfile_one outfile_two
	repl await 'mapctl>' key 'version -j >! outf\t' await '>! outfile_' key '\t\t' await 'outfile_two' \
		key 'o\t\r' key 'version | base6\t' await '| base64' key '\x15set tim\t' await 'timing' \
		key 'o\t' await 'set timing o' key '\t\t' await 'off' key 'n\r' key 'version\r' await 'time:' \
		key 'time vers\t' await 'time version' key '\r'
	jq -e .mapctl outfile_one
	[ ! -s outfile_two ]
}

@test "Alt-? lists without a change, and no key completes files where none can be" {
	cd "$BATS_TEST_TMPDIR" || return
	touch some_file
	repl await 'mapctl>' key 'vers\e?' await "mapctl's version" await 'mapctl> vers' key '\x15\e*' \
		key 'version\r' await '(libbpf' screen
	[[ $output == *$'\nmapctl> version\n'* && $output != *some_file* ]]
}

@test "a list that the screen does not hold asks first" {
	local i
	for i in $(seq 40); do mapctl create "$PINS/many_$i" type array key u32 value u32 entries 1; done
	terminal 80 24 "" key "info $PINS/many_\t" await 'show all 40? (y or n)' key 'n' \
		key '3\t' await 'many_39' key '\x15quit\r' end
	[[ $output == *$'status 0\n'* ]]
	# a new size is for later: the answer is waited for asleep, not in a loop
	terminal 80 24 "" key "info $PINS/many_\t" await 'show all 40? (y or n)' resize 79 24 \
		run 'asleep=0; for i in $(seq 50); do
			grep -q "^State:.S" /proc/$(pgrep -P $PPID mapctl)/status && asleep=$((asleep + 1))
		done; [ $asleep -gt 25 ]' key 'n' await 'many_' key '\x15quit\r' end
	[[ $output == *$'status 0\n'* ]]
	rm "$PINS"/many_*
}
