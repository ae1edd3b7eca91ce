#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad input: the message names the word at fault, the status fits, standard output stays empty,
# -j says the same as JSON, and nothing below $PINS changes (refuses, in lib.bash).

load pins

setup_file() {
	kernel_or_skip
	pins_begin
	mapctl create "$PINS/typed" type hash entries 4 key u32 value 'struct {
		u8 small; s8 sig; u64 big; u128 huge; s128 shuge; char text[4];
		enum { RED, GREEN } color; u16 arr[3]; bool on; char c; u32 bits:3; __be16 port; }'
	mapctl update "$PINS/typed" 1 '{small: 5, text: "ab"}'
	mapctl create "$PINS/tuple" type hash entries 4 key 'struct { u32 a; u16 b; }' value u32
	mapctl create "$PINS/array" type array key u32 value u64 entries 4
	mapctl create "$PINS/bytes" type hash key 4 value 4 entries 2
	mapctl update "$PINS/bytes" key 1 0 0 0 value 9 0 0 0
	mapctl create "$PINS/percpu" type percpu_array key u32 value u64 entries 1
	mapctl create "$PINS/frozen" type array key u32 value u32 entries 1
	mapctl freeze --yes "$PINS/frozen"
	mapctl create "$PINS/readonly" type hash key u32 value u32 entries 1 --mode 0444
	chmod 755 "$PINS"
	"$BUILD/tests/helpers/prog" badinput "$PINS/program"
}

setup() {
	AS=()
}

@test "a number out of its field's range names the range" {
	refuses 2 USAGE 'value.small: "256" is out of range (0..255)' update "$PINS/typed" 1 '{small: 256}'
	refuses 2 USAGE 'value.small: "256" is out of range (0..255)' update "$PINS/typed" 1 small=256
	refuses 2 USAGE 'value.small: "-1" is out of range (0..255)' update "$PINS/typed" 1 value.small=-1
	refuses 2 USAGE 'value.sig: "128" is out of range (-128..127)' update "$PINS/typed" 1 sig=128
	refuses 2 USAGE 'value.sig: "-129" is out of range (-128..127)' update "$PINS/typed" 1 sig=-129
	refuses 2 USAGE 'value.big: "18446744073709551616" is out of range (0..18446744073709551615)' \
		update "$PINS/typed" 1 big=18446744073709551616
	refuses 2 USAGE 'value.big: "-1" is out of range' update "$PINS/typed" 1 big=-1
	refuses 2 USAGE 'value.big: "17Ei"' update "$PINS/typed" 1 big=17Ei
	refuses 2 USAGE 'value.big: "20000000T" is out of range' update "$PINS/typed" 1 big=20000000T
	refuses 2 USAGE 'value.bits: "8" is out of range (0..7)' update "$PINS/typed" 1 bits=8
	refuses 2 USAGE 'value.port: "65536" is out of range (0..65535)' update "$PINS/typed" 1 port=65536
	refuses 2 USAGE 'value.arr[1]: "65536" is out of range (0..65535)' \
		update "$PINS/typed" 1 '{arr: [1, 65536]}'
	refuses 2 USAGE 'key: "-1" is out of range (0..4294967295)' lookup "$PINS/typed" -1
	refuses 2 USAGE 'key: "0x100000000" is out of range (0..4294967295)' lookup "$PINS/typed" 0x100000000
}

@test "128-bit numbers are checked to the last digit" {
	refuses 2 USAGE 'value.huge: "340282366920938463463374607431768211456" is out of range (0..340282366920938463463374607431768211455)' \
		update "$PINS/typed" 1 huge=340282366920938463463374607431768211456
	refuses 2 USAGE 'value.huge: "-1" is out of range' update "$PINS/typed" 1 huge=-1
	refuses 2 USAGE 'value.shuge: "170141183460469231731687303715884105728" is out of range (-170141183460469231731687303715884105728..170141183460469231731687303715884105727)' \
		update "$PINS/typed" 1 shuge=170141183460469231731687303715884105728
	refuses 2 USAGE 'value.shuge: "-170141183460469231731687303715884105729" is out of range' \
		update "$PINS/typed" 1 shuge=-170141183460469231731687303715884105729
}

@test "an unknown field, also of the key, with the fields there are" {
	refuses 2 USAGE 'value: unknown field "nope"' update "$PINS/typed" 1 '{nope: 1}'
	[[ $stderr == *'fields: small, sig'* ]]
	refuses 2 USAGE 'unknown field "colour"' update "$PINS/typed" 1 colour=1
	[[ $stderr == *'did you mean \"color\"?'* ]]
	refuses 2 USAGE 'unknown field "c"' lookup "$PINS/tuple" key.c=1
	refuses 2 USAGE 'value.text: ' update "$PINS/typed" 1 text.x=1
}

@test "a missing key field is named" {
	refuses 2 USAGE '"b"' update "$PINS/tuple" '{a: 1}' 1
	refuses 2 USAGE '"b"' update "$PINS/tuple" key.a=1 value 1
	refuses 2 USAGE 'no key given' lookup "$PINS/tuple"
}

@test "missing and surplus braces, brackets and quotes" {
	refuses 2 USAGE 'value: missing "}"' update "$PINS/typed" 1 '{small: 1'
	refuses 2 USAGE '"}" stands behind the end' update "$PINS/typed" 1 '{small: 1}}'
	refuses 2 USAGE 'value.arr: missing "]"' update "$PINS/typed" 1 '{arr: [1, 2'
	refuses 2 USAGE 'value.text: missing closing "' update "$PINS/typed" 1 '{text: "ab'
	refuses 2 USAGE 'value' update "$PINS/typed" 1 '{small 1}'
	refuses 2 USAGE 'value' update "$PINS/typed" 1 ''
	refuses 2 USAGE 'value' update "$PINS/typed" 1 '[1, 2]'
}

@test "a string longer than its array, a count beyond it, an index beyond it" {
	refuses 2 USAGE 'value.text: "abcde" is 5 bytes long, char[4] holds 4' update "$PINS/typed" 1 text=abcde
	refuses 2 USAGE 'value.text: "abcde" is 5 bytes long, char[4] holds 4' \
		update "$PINS/typed" 1 '{text: "abcde"}'
	refuses 2 USAGE 'value.arr: too many elements: 3 fit' update "$PINS/typed" 1 '{arr: [1, 2, 3, 4]}'
	refuses 2 USAGE 'value.arr: index "3" is out of range (0..2)' update "$PINS/typed" 1 'arr[3]=1'
	refuses 2 USAGE '"-1"' update "$PINS/typed" 1 'arr[-1]=1'
}

@test "too few and too many bytes, and bytes that are none" {
	refuses 2 USAGE 'key: 3 bytes given, 4 needed' update "$PINS/bytes" key 1 0 0 value 1 0 0 0
	refuses 2 USAGE 'key: 5 bytes given, 4 needed' update "$PINS/bytes" key 1 0 0 0 0 value 1 0 0 0
	refuses 2 USAGE 'value: 3 bytes given, 4 needed' update "$PINS/bytes" key 1 0 0 0 value hex 1 0 0
	refuses 2 USAGE '"256" is out of range (0..255)' update "$PINS/bytes" key 1 0 0 0 value 256 0 0 0
	refuses 2 USAGE '"-1" is out of range (0..255)' update "$PINS/bytes" key 1 0 0 0 value -1 0 0 0
	refuses 2 USAGE '"zz"' update "$PINS/bytes" key hex zz 0 0 0 value 1 0 0 0
	refuses 2 USAGE '"100"' update "$PINS/bytes" key hex 100 0 0 0 value 1 0 0 0
	refuses 2 USAGE '"hex:0100" holds 2 bytes, 4 needed' lookup "$PINS/bytes" hex:0100
	refuses 2 USAGE '"hex:0100000" has an odd number of digits' lookup "$PINS/bytes" hex:0100000
	refuses 2 USAGE '"hex:0100000g"' lookup "$PINS/bytes" hex:0100000g
	refuses 2 USAGE 'key: "1": the type of the key is not known' lookup "$PINS/bytes" 1
	refuses 2 USAGE 'key: "1:2:3:4": the type of the key is not known' lookup "$PINS/bytes" key 1:2:3:4
	refuses 2 USAGE 'value: "1{": the type of the value is not known' \
		update "$PINS/bytes" key 1 0 0 0 value '1{'
	[[ $stderr == *'--types KEY VALUE'* ]]
}

@test "octal bytes are refused with a hint" {
	refuses 2 USAGE '"010"' update "$PINS/bytes" key 010 0 0 0 value 1 0 0 0
	[[ $stderr == *octal* ]]
	refuses 2 USAGE '"017"' lookup "$PINS/typed" 017
}

@test "an unknown enum name, bool and character" {
	refuses 2 USAGE 'value.color: "BLUE"' update "$PINS/typed" 1 color=BLUE
	[[ $stderr == *'names: RED, GREEN'* ]]
	refuses 2 USAGE 'value.color: "BLUE"' update "$PINS/typed" 1 '{color: BLUE}'
	refuses 2 USAGE 'value.on: "maybe"' update "$PINS/typed" 1 on=maybe
	refuses 2 USAGE 'value.on: "256"' update "$PINS/typed" 1 on=256
	refuses 2 USAGE 'value.small: "five"' update "$PINS/typed" 1 small=five
}

@test "what a shell's brace expansion leaves gets a hint to quote" {
	# shellcheck disable=SC1083 # the expansion is the point
	refuses 2 USAGE '"sig:2"' update "$PINS/typed" 1 {small:1,sig:2}
	[[ $stderr == *quote* ]]
	refuses 2 USAGE '"1,"' update "$PINS/typed" 1 '{small:' 1, sig: '2}'
	[[ $stderr == *quote* ]]
	# shellcheck disable=SC1083
	refuses 2 USAGE '"b:2"' lookup "$PINS/tuple" {a:1,b:2}
	[[ $stderr == *quote* ]]
}

@test "ids beyond 2^32, negative, and of no map" {
	refuses 2 USAGE '"4294967296" is out of range' dump id 4294967296
	refuses 2 USAGE '"4294967296" is out of range' lookup 4294967296 1
	refuses 2 USAGE '"18446744073709551617" is out of range' info id 18446744073709551617
	refuses 2 USAGE '"-1"' dump id -1
	refuses 2 USAGE '"abc" is not a number' dump id abc
	refuses 3 ENOENT 'no map has the id 4294967295' dump id 4294967295
	refuses 3 ENOENT 'no map has the id 0' dump id 0
}

@test "entries 0, missing and beyond 2^32" {
	refuses 2 USAGE 'entries' create "$PINS/new" type hash key 4 value 4 entries 0
	refuses 2 USAGE 'entries' create "$PINS/new" type hash key 4 value 4
	refuses 2 USAGE 'entries "4294967296" is out of range' \
		create "$PINS/new" type hash key 4 value 4 entries 4294967296
	refuses 2 USAGE 'entries "4Gi" is out of range' create "$PINS/new" type hash key 4 value 4 entries 4Gi
	refuses 2 USAGE 'entries "-1"' create "$PINS/new" type hash key 4 value 4 entries -1
	refuses 2 USAGE 'entries "many"' create "$PINS/new" type hash key 4 value 4 entries many
}

@test "a name, glob, pin and key that are not there: 3" {
	refuses 3 ENOENT 'no map is named "badinput_none"' lookup badinput_none 1
	refuses 3 ENOENT 'no map is named "badinput_none"' update badinput_none 1 1
	refuses 3 ENOENT '"badinput_no*"' dump 'badinput_no*'
	refuses 3 ENOENT 'nothing is pinned at "'"$PINS"'/none"' dump "$PINS/none"
	refuses 3 ENOENT 'nothing is pinned at "'"$PINS"'/none"' unpin "$PINS/none"
	refuses 3 ENOENT 'key 77 is not in map "typed"' lookup "$PINS/typed" 77
	refuses 3 ENOENT 'key 77 is not in map "typed"' delete "$PINS/typed" 77
	refuses 3 ENOENT 'key 77 is not in map "typed"' update "$PINS/typed" 77 small=1 exist
	refuses 1 ENOENT '"/nonexistent"' update "$PINS/typed" 1 @/nonexistent
}

@test "a glob where one map is meant: 2, whether it matches or not" {
	local line words n=0
	while read -r line; do
		read -ra words <<<"$line"
		refuses 2 USAGE "takes one map, and \"${words[1]}\" may mean several" \
			"${words[@]}"
		n=$((n + 1))
	done <<-END
		lookup typ* 1
		update typ* 1 1
		delete typ* 1
		clear none?
		pin [t]yped $PINS/other
		hist typ* small
		info typ*
		schema typ*
		getnext none*
		freeze typ*
		push typ* 1
	END
	same "$n" 11
	refuses 2 USAGE 'takes one map, and "typ*" may mean several' create "$PINS/outer" \
		type array_of_maps key 4 value 4 entries 1 inner 'typ*'
	[ ! -e "$PINS/outer" ] && [ ! -e "$PINS/other" ]
}

@test "a key that is there already: 1" {
	refuses 1 EEXIST 'key 1 already exists in map "typed"' update "$PINS/typed" 1 small=1 noexist
}

@test "a name of several maps lists them with ids and pins, and asks for one" {
	mkdir "$PINS/one" "$PINS/two"
	mapctl create "$PINS/one/badinput_dup" type hash key u32 value u32 entries 1
	mapctl create "$PINS/two/badinput_dup" type hash key u32 value u32 entries 1
	one=$(mapctl -r info "$PINS/one/badinput_dup" -o id)
	two=$(mapctl -r info "$PINS/two/badinput_dup" -o id)
	refuses 2 AMBIGUOUS '2 maps are named "badinput_dup"' lookup badinput_dup 1
	same "$(jq -c '[.error.candidates[] | [.id, .name, .pin]]' <<<"$stderr")" \
		"[[$one,\"badinput_dup\",\"$PINS/one/badinput_dup\"],[$two,\"badinput_dup\",\"$PINS/two/badinput_dup\"]]"
	refuses 2 AMBIGUOUS '2 maps are named "badinput_dup"' update badinput_dup 1 1
	refuses 2 AMBIGUOUS '2 maps are named "badinput_dup"' delete badinput_dup 1
	run --separate-stderr mapctl lookup name badinput_dup 1
	[[ $stderr == *"id $one "*"$PINS/one/badinput_dup"*"id $two "*"$PINS/two/badinput_dup"* ]]
	# a command that writes never takes the newest
	refuses 2 USAGE '"--newest"' update badinput_dup 1 1 --newest
	rm -r "$PINS/one" "$PINS/two"
}

@test "a path that is not on bpffs" {
	local dir=$BATS_TEST_TMPDIR/elsewhere
	mkdir "$dir"
	touch "$dir/file"
	refuses 1 EINVAL "\"$dir/file\" is not on a bpffs" dump "$dir/file"
	refuses 1 EINVAL "is not on a bpffs" unpin "$dir/file"
	refuses 1 EINVAL "\"$dir\" is not on a bpffs" create "$dir/new" type hash key 4 value 4 entries 1
	refuses 1 EINVAL "\"$dir\" is not on a bpffs" pin "$PINS/typed" "$dir/new"
	same "$(ls "$dir")" file
}

@test "a path that is a pinned program, or a directory" {
	for words in dump schema info 'unpin --yes' 'freeze --yes'; do
		# shellcheck disable=SC2086
		refuses 1 EINVAL "\"$PINS/program\" is a pinned program, not a map" $words "$PINS/program"
	done
	refuses 1 EINVAL "is a pinned program" lookup "$PINS/program" 1
	refuses 1 EINVAL "is a pinned program" update "$PINS/program" 1 1
	refuses 1 EINVAL "is a pinned program" pin "$PINS/program" "$PINS/new"
	refuses 1 EEXIST "\"$PINS/program\" exists already" \
		create "$PINS/program" type hash key 4 value 4 entries 1
	refuses 1 EISDIR "\"$PINS\" is a directory" dump "$PINS"
	refuses 1 EISDIR "\"$PINS\" is a directory" unpin --yes "$PINS"
	refuses 1 ENOTDIR "\"$PINS/program\" is not a directory" \
		create "$PINS/program/new" type hash key 4 value 4 entries 1
}

@test "a link is not unpinned either" {
	mapctl demo start hello-config >/dev/null
	refuses 1 EINVAL '/hello-config/link" is a pinned link, not a map' \
		unpin --yes /sys/fs/bpf/mapctl/hello-config/link
	[ -e /sys/fs/bpf/mapctl/hello-config/link ]
	mapctl demo stop hello-config >/dev/null
}

@test "a missing directory, an existing pin, a dot in a pin's name" {
	refuses 1 ENOENT "\"$PINS/none\": no such directory" \
		create "$PINS/none/new" type hash key 4 value 4 entries 1
	refuses 1 ENOENT "\"$PINS/none\": no such directory" pin "$PINS/typed" "$PINS/none/new"
	refuses 1 EEXIST "\"$PINS/typed\" exists already" create "$PINS/typed" type hash key 4 value 4 entries 1
	refuses 1 EEXIST "\"$PINS/array\" exists already" pin "$PINS/typed" "$PINS/array"
	refuses 2 USAGE "\"$PINS/a.b\"" pin "$PINS/typed" "$PINS/a.b"
	refuses 2 USAGE "\"$PINS/a.b\"" create "$PINS/a.b" type hash key 4 value 4 entries 1
}

@test "a read-only pin is not written, without and with CAP_BPF" {
	for caps in '' bpf; do
		AS=(unprivileged $caps --)
		refuses 1 EACCES "\"$PINS/readonly\" may not be written: its file mode is 0444" \
			update "$PINS/readonly" hex:00000001 hex:00000001
		refuses 1 EACCES "\"$PINS/readonly\" may not be written" delete "$PINS/readonly" hex:00000001
		refuses 1 EACCES "\"$PINS/readonly\" may not be written" freeze --yes "$PINS/readonly"
		refuses 1 EACCES "\"$PINS/typed\" may not be read: its file mode is 0600" dump "$PINS/typed"
		refuses 1 EACCES "\"$PINS/readonly\"" unpin --yes "$PINS/readonly"
		run --separate-stderr unprivileged $caps -- mapctl dump "$PINS/readonly"
		[ "$status" = 0 ]
	done
}

@test "a frozen map is not written, nor frozen again" {
	refuses 1 EPERM 'map "frozen" is frozen' update "$PINS/frozen" 0 1
	refuses 1 EPERM 'map "frozen" is frozen' freeze --yes "$PINS/frozen"
	refuses 1 EPERM 'map "frozen" is frozen' --dry-run freeze "$PINS/frozen"
	run_ok mapctl -r dump "$PINS/frozen" -o value
	same "$output" 0
}

@test "a full map" {
	mapctl create "$PINS/full" type hash key u32 value u32 entries 1
	mapctl update "$PINS/full" 1 1
	refuses 1 E2BIG 'map "full" is full (max_entries 1)' update "$PINS/full" 2 2
	rm "$PINS/full"
}

@test "an array's index out of range, and deleting from an array" {
	refuses 2 USAGE 'index 4 is out of range: map "array" has 0..3' update "$PINS/array" 4 1
	refuses 2 USAGE 'index 4 is out of range: map "array" has 0..3' lookup "$PINS/array" 4
	refuses 2 USAGE 'index 4294967295 is out of range' lookup "$PINS/array" 4294967295
	refuses 2 USAGE 'index 1 is out of range: map "percpu" has 0..0' lookup "$PINS/percpu" 1
	refuses 2 USAGE '"array"' delete "$PINS/array" 1
	refuses 2 USAGE '"percpu"' delete "$PINS/percpu" 0
}

@test "no privilege: which capability" {
	for caps in '' bpf; do
		AS=(unprivileged $caps --)
		refuses 1 EPERM 'CAP_SYS_ADMIN' list
		refuses 1 EPERM 'CAP_SYS_ADMIN' lookup badinput_none 1
		refuses 1 EPERM 'CAP_SYS_ADMIN' dump id 1
	done
	AS=(unprivileged --)
	refuses 1 EPERM 'CAP_BPF' create "$PINS/new" type hash key u32 value u32 entries 1
	refuses 1 EPERM 'CAP_BPF' create "$PINS/new" type hash key 4 value 4 entries 1
	AS=(unprivileged bpf --)
	refuses 1 EACCES "\"$PINS/new\"" create "$PINS/new" type hash key u32 value u32 entries 1
}

@test "no bpffs: says how to mount it" {
	for words in "dump $PINS/typed" "create /sys/fs/bpf/new type hash key 4 value 4 entries 1" \
		"pin $PINS/typed /sys/fs/bpf/new" "unpin --yes /sys/fs/bpf/new" "demo start hello-config"; do
		run_fails 1 'no bpffs is mounted at /sys/fs/bpf' \
			unshare -m sh -c 'umount -l /sys/fs/bpf && exec mapctl '"$words"
		[[ $stderr == *'mount -t bpf bpf /sys/fs/bpf'* ]]
	done
}

@test "standard output is full: 1, for every command that prints" {
	local p=$PINS/typed words
	for words in list '-j list' '-J list' '--csv list' '-r -o id list' "info $p" "-j info $p" "schema $p" \
		"dump $p" "-j dump $p" "-J dump $p" "--csv dump $p" "lookup $p 1" "-j lookup $p 1" "getnext $p" \
		"-j update --dry-run $p 1 small=6" "-j create --dry-run $PINS/new type hash key 4 value 4 entries 1" \
		"-j pin --dry-run $p $PINS/new" "-j unpin --dry-run $p" "-j freeze --dry-run $p" \
		"-j delete --dry-run $p 1" 'demo list' doctor '-j doctor' help 'help list' 'list --help' version \
		--version __meta; do
		run --separate-stderr sh -c "mapctl $words >/dev/full"
		[ "$status" = 1 ] && [[ $stderr == *'cannot write to standard output: No space left on device'* ]] ||
			{ echo "$words: $status $stderr"; return 1; }
	done
}

@test "closed descriptors" {
	before=$(pins_state)
	run_ok sh -c "mapctl -r dump $PINS/frozen -o value <&-"
	same "$output" 0
	run_fails 1 '"standard input"' sh -c "mapctl update $PINS/typed 1 @- <&-"
	run_fails 2 'value: a value is missing' sh -c "mapctl update $PINS/typed 1 @- </dev/null"
	run_fails 1 'cannot write to standard output' sh -c "mapctl dump $PINS/typed >&-"
	run sh -c "mapctl dump $PINS/typed 2>&- >/dev/null"
	[ "$status" = 0 ]
	same "$(pins_state)" "$before"
}

@test "a missing --yes" {
	refuses 2 USAGE 'needs --yes' unpin "$PINS/array"
	refuses 2 USAGE 'needs --yes' freeze "$PINS/array"
	run_ok mapctl -r info "$PINS/array" -o frozen
	same "$output" false
}

@test "CPUs that cannot be, and CPUs of maps without" {
	refuses 2 USAGE '"4096" is out of range' lookup "$PINS/percpu" 0 --cpu 4096
	refuses 2 USAGE '"4096" is out of range' dump "$PINS/percpu" --cpu 4096
	refuses 2 USAGE '"4096" is out of range' update "$PINS/percpu" 0 1 --cpu 4096
	refuses 2 USAGE '"-1"' dump "$PINS/percpu" --cpu -1
	refuses 2 USAGE '"some"' dump "$PINS/percpu" --cpu some
	refuses 2 USAGE '"sum"' update "$PINS/percpu" 0 1 --cpu sum
	refuses 2 USAGE '--cpu' dump "$PINS/typed" --cpu 0
	refuses 2 USAGE '--cpu' update "$PINS/typed" 1 small=1 --cpu 0
}

@test "--readonly refuses whatever writes" {
	refuses 1 EROFS '"update" changes maps' --readonly update "$PINS/typed" 1 small=7
	refuses 1 EROFS '"create" changes maps' --readonly create "$PINS/new" type hash key 4 value 4 entries 1
	AS=(env MAPCTL_READONLY=1)
	refuses 1 EROFS '"delete" changes maps' delete "$PINS/typed" 1
	refuses 1 EROFS '"unpin" changes maps' unpin --yes "$PINS/typed"
}
