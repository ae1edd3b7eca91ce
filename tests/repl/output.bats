#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Where output goes and how it looks: settings, files, pipes, pagers, sizes; repeat, time, source, !.
load ../lib
load lib

setup_file() {
	kernel_or_skip
	pins_begin
	M=$PINS/m
	export M
	mapctl create "$M" type hash key u32 value 'struct { u64 n; char note[40]; }' entries 256
	mapctl update "$M" 1 '{n: 1, note: "one"}'
	mapctl create "$PINS/ip" type hash key u32 value 'struct { u32 saddr; }' entries 4
	mapctl update "$PINS/ip" 1 saddr=10.0.0.1
	mapctl create "$PINS/many" type array key u32 value u32 entries 100
	mapctl create "$PINS/wide" type hash key 'char[16]' value 'struct { char a[24]; u32 b; }' entries 8
	mapctl update "$PINS/wide" 名前 '{a: "日本語", b: 1}'
	mapctl update "$PINS/wide" plain '{a: "x", b: 22}'
}

teardown_file() {
	pins_end
}

setup() {
	repl_home
	cd "$BATS_TEST_TMPDIR" || return
}

@test "set lists all settings, and set NAME prints what can be typed behind it" {
	repl await 'mapctl>' key 'set\r' await 'readonly off' screen key 'set -J > list\r' await 'list
mapctl>'
	same "$(jq -r .setting list)" $'output\nexpanded\nusage\nhints\ntiming\npager\ntypes\nreadonly'
	repl key 'set timing\r' await 'timing
off' key "use $PINS/many\r" key "set types u32 'struct { u32 a; }'\r" key 'set types\r' await "u32 'struct { u32 a; }'"
}

@test "set shows in 80 columns what each setting can be" {
	terminal 80 24 "" key 'set\r' await 'readonly off' key 'quit\r' end screen
	grep -q '^output   table table|json|jsonl|csv|line how commands print$' <<<"$output"
	grep -q '^types    off   KEY VALUE|off  ' <<<"$output"
	grep -q '^readonly off   off|on .* refuse commands that change something$' <<<"$output"
}

@test "a wrong setting or value says what there is" {
	repl key 'set output xml\r' await 'hint: one of: table, json, jsonl, csv, line' \
		key 'set colour on\r' await 'NAME "colour" is not known' \
		key 'set types u32\r' await 'needs two words' \
		key 'set types u32 u32\r' await 'no map is in use' key "use $PINS/many\r" await 'many>' \
		key 'set types u64 u32\r' await '"u64" is 8 bytes large, not 4' \
		key 'set types u32 nothing\r' await 'unknown type "nothing"' \
		key "set types u32 'struct {'\r" await 'set: value: ' key 'set types\r' await $'types\noff' \
		key 'set output\r' await 'output
table'
}

@test "set output: json, jsonl, csv, line and table again; an endless command takes json as lines" {
	repl key "use $M\r" await 'm 1/256>' key 'set output json\r' key 'dump > json\r' \
		key 'watch --count 1 > watch\r' run "sleep 0.3; mapctl update $M 1 n=1" \
		key 'set output jsonl\r' key 'dump > jsonl\r' key 'set output csv\r' key 'dump > csv\r' \
		key 'set output line\r' key 'dump > line\r' key 'set output table\r' \
		key 'dump > table\r' await 'dump > table
m'
	same "$(cat json)" '[{"key":1,"value":{"n":1,"note":"one"}}]'
	same "$(cat jsonl)" '{"key":1,"value":{"n":1,"note":"one"}}'
	same "$(cat csv)" $'key,value.n,value.note\n1,1,one'
	same "$(sed 1d line)" $'key  | 1\nn    | 1\nnote | "one"'
	same "$(head -n 1 line | cut -c 1-8)" '-[ 1 ]--'
	same "$(cat table)" $'key n note\n  1 1 "one"'
}

@test "an option of the line decides over a setting" {
	repl key 'set output json\r' key "dump $M --csv > csv\r" await 'csv
mapctl>'
	same "$(cat csv)" $'key,value.n,value.note\n1,1,one'
}

@test "expanded auto: one field a line where a row is wider than the terminal" {
	terminal 40 30 "" key "dump $PINS/wide\r" await 'plain' screen \
		key "set expanded off\r" key '!clear\r' key "dump $PINS/wide\r" await 'plain' screen \
		key 'set expanded on\r' key '!clear\r' key "dump $PINS/ip\r" await 'saddr | 10.0.0.1' \
		key 'quit\r' end
	[[ $output == *$'status 0\n'* ]]
	mapctl create "$PINS/long" type hash key u32 value 'struct { char a[40]; char b[40]; }' entries 2
	mapctl update "$PINS/long" 1 '{a: "a234567890123456789012345678901234567", b: "b"}'
	terminal 40 30 "" key "dump $PINS/long\r" await 'b   | "b"' screen key 'quit\r' end
	[[ $output == *$'\n-[ 1 ]----------------------------------\nkey | 1\na   | "a2345'*$'\nb   | "b"'* ]]
	terminal 100 30 "" key "dump $PINS/long\r" await 'key a' screen key 'quit\r' end
	[[ $output != *'-[ 1 ]'* ]]
}

@test "hints, timing and types" {
	repl key "dump $PINS/ip\r" await '10.0.0.1' key 'set hints off\r' key "dump $PINS/ip -r -o saddr\r" \
		await '16777226' key 'set timing on\r' key 'version\r' await 'time: ' \
		key "set timing off\r" key "use $PINS/many\r" await 'many>' \
		key "set types u32 'struct { u8 b[4]; }'\r" key 'lookup 3\r' await '[0, 0, 0, 0]' \
		key "lookup pinned $PINS/ip 1 -r\r" await '16777226' \
		key "use $PINS/ip\r" await 'ip 1/4>' key 'set types\r' await 'types
off'
}

@test "> never overwrites, >! does, >> adds; a directory and no name are errors" {
	repl key "lookup $M 1 -J > out\r" key "dump $M > out\r" await 'cannot write to "out": File exists' \
		await 'hint: >! overwrites' key "lookup $M 1 -J >> out\r" key 'version -j >! other\r' \
		key "lookup $M 1 -r -o n >! other\r" key 'version > /\r' await 'cannot write to "/"' \
		key 'version >\r' await 'mapctl: ' key '!cat other\r' await '
1
mapctl>'
	same "$(cat out)" $'{"key":1,"value":{"n":1,"note":"one"}}\n{"key":1,"value":{"n":1,"note":"one"}}'
	same "$(cat other)" 1
}

@test "> writes to devices, in which nothing can be overwritten; a link to a file is one" {
	echo keep >kept
	ln -s kept link
	repl key "time dump $M > /dev/null\r" await 'time: ' key 'version > /dev/full\r' \
		await 'version: cannot write to the output: No space left' \
		key 'version > link\r' await 'cannot write to "link": File exists'
	same "$(cat kept)" keep
}

@test "a line that is wrong opens no file, one that fails leaves none behind" {
	echo keep >kept
	repl key "lookup $M --no-such >! kept\r" await 'no option "--no-such"' \
		key "lookup $M x y z >! kept\r" await 'mapctl: lookup' \
		key "lookup $M 77 > none\r" await 'key 77 is not in' key "dumpp > none\r" await 'no command "dumpp"' \
		key 'version > full; ls\r' await 'too many' key 'version\r' await libbpf
	same "$(cat kept)" keep
	[ ! -e none ]
}

@test "a full disk is said" {
	repl key "dump $PINS/many >! /dev/full\r" await 'cannot write to the output: No space left'
}

@test "| feeds a command, quoted | and > are data, and what goes away ends only the command" {
	mapctl create "$PINS/text" type hash key u32 value 'char[16]' entries 8
	repl key "dump $PINS/many -J | grep -c value\r" await '
100
' key "update $PINS/text 1 'a | b > c'\r" await '"a | b > c"' \
		key "dump $PINS/many -J | head -n 1\r" await '{"key":0,"value":0}' key 'version\r' await libbpf \
		key "dump $PINS/many | exit 3\r" key 'version -j\r' await '{"mapctl"'
	[ ! -e c ]
}

@test "an expression that holds > or | must be quoted, and says so" {
	repl key "dump $M --where n > 5\r" await '">" behind --where n says where the output goes' \
		await "hint: quote an expression that holds it: --where 'n > 5'" \
		key "dump $M --where key lt 9 and n | head\r" await '"|" behind --where n' \
		key "dump $M -J --where 'n > 0' | sed s/one/quoted/\r" await '"note":"quoted"' \
		key "dump $M -J --keys --where n gt 0 > words\r" await 'words
mapctl>'
	[ ! -e 5 ]
	same "$(cat words)" '{"key":1}'
}

@test "an operator without blanks is no operator, and a hint says so" {
	repl key 'version>file\r' await 'no command "version>file"' \
		await 'hint: ">" is an operator where it is a word of its own' \
		key "dump $M |head\r" await '"|head" is one word too many' await 'hint: "|" is an operator' \
		wipe key "dump '|head'\r" await 'no map is named "|head"' await 'hint: `list`'
	repl key 'version;\r' await 'no command "version;"' await 'hint: a line is one command' \
		wipe key "dump $M && version\r" await '"&&" is one word too many' \
		await 'hint: a line is one command'
	[ ! -e file ]
}

@test "what is longer than the screen goes through \$PAGER, what is not does not" {
	export PAGER='sed s/^/paged:/'
	terminal 80 20 "" key "dump $PINS/many\r" await 'paged: 99' key "dump $M\r" await '"one"' screen \
		key 'set pager off\r' key "dump $PINS/many -J\r" await '{"key":99' key 'quit\r' end
	[[ $output == *$'status 0\nterminal as before'* && $output != *'paged:  1'* ]]
}

@test "less is left by q, which ends the command only; an empty PAGER is none" {
	terminal 80 20 "" key "dump $PINS/many\r" await '
:' key 'q' await '
mapctl>' key 'version\r' \
		await libbpf key 'quit\r' end
	[[ $output == *$'status 0\nterminal as before'* ]]
	PAGER='' terminal 80 20 "" key "dump $PINS/many\r" await ' 99 ' key 'quit\r' end
	[[ $output == *$'status 0\nterminal as before'* ]]
}

@test "a new size of the terminal holds for the line, its hint and the next table" {
	unset NO_COLOR
	terminal 120 30 "" key 'update ' await 'MAP [KEY] [VALUE]' resize 40 30 key '1' \
		await 'update 1 ' key '\x15!clear\r' await 'mapctl>' key "dump $PINS/wide\r" await '"plain"' screen key 'quit\r' end
	[[ $output == *$'status 0\n'* ]]
	[[ $output == *$'\nkey     a         b\n'* ]]
}

@test "wide characters line up, in tables and in the line" {
	repl key "dump $PINS/wide\r" await '"plain"' screen
	python3 - "$output" <<-'END'
		import sys, unicodedata
		width = lambda s: sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in s)
		rows = [l for l in sys.argv[1].splitlines() if l.startswith('"')]
		assert len(rows) == 2, rows
		ends = {width(row) for row in rows}
		assert len(ends) == 1, (ends, rows)
	END
	LC_ALL=C repl await 'mapctl>' key "dump $PINS/wide\r" await '
"plain" "x"      22
"名前"  "日本語"  1'
	LC_ALL=C repl await 'mapctl>' key 'help 日本' await 'help 日本' key '\x1b[D\x1b[Dx\r' await 'x日本' await 'no help has'
	repl await 'mapctl>' key 'help 日本' await 'help 日本' key '\x1b[D\x1b[Dx\r' await 'x日本' await 'no help has'
}

@test "repeat runs so often, at that pace, and ends at quit; its options are the command's" {
	repl key "repeat 3 lookup $M 1 -J > out\r" await 'out
mapctl>' key "time repeat 3 100ms version -j\r" await 'time: 2' key 'repeat 0 version\r' \
		await 'N "0" is out of range' key 'repeat 2\r' await 'needs "[INTERVAL] COMMAND"' \
		key "repeat 2 nonsense\r" await 'no command "nonsense"'
	same "$(cat out)" "$(yes '{"key":1,"value":{"n":1,"note":"one"}}' | head -n 3)"
}

@test "time says how long a command took, and prints what it prints" {
	repl key "time lookup $M 1 -J > out\r" await 'time: '
	same "$(cat out)" '{"key":1,"value":{"n":1,"note":"one"}}'
}

@test "source runs lines until one fails, and says which; files that run each other end" {
	printf '%s\n' '# a comment' "use $M" 'lookup 1 \' '  -J' '' 'set output csv' >good
	printf '%s\n' 'version' "lookup pinned $M 9" 'version -j' >bad
	echo 'source loop' >loop
	echo 'version -o libbpf' >~/some
	repl key 'source good > out\r' await 'm 1/256>' key 'set output\r' await 'csv' \
		key 'set output table\r' key 'source bad\r' await 'mapctl: bad:2: lookup: key 9 is not in' \
		key 'source loop\r' await 'files run each other 16 deep' \
		key 'source none\r' await 'source: cannot open "none"' \
		key 'batch ~/some\r' await 'libbpf' screen
	same "$(cat out)" '{"key":1,"value":{"n":1,"note":"one"}}'
	[[ $output != *'{"mapctl"'* ]]
}

@test "! runs a shell command, with quotes and pipes of its own" {
	repl key "!echo 'a | b' | tr a-z A-Z\r" await 'A | B' key '!exit 3\r' key '! kill -9 $$\r' \
		key 'version\r' await libbpf
}

@test "a file that ends at a shell command says which and where" {
	printf '%s\n' version '!exit 3' 'version -j' >lines
	run --separate-stderr mapctl <<<'source lines'
	same "$status: $stderr" '3: mapctl: lines:2: "!exit 3": exit status 3'
	[[ $output != *'{'* ]]
}

@test "commands of a session say so elsewhere" {
	run_fails 2 '"use" means something only among other lines' mapctl use "$M"
	run_fails 2 '"quit" means something only' mapctl quit
	run_fails 2 '"repeat" means something only' mapctl repeat 3 dump "$M" -J
}
