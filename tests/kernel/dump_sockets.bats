#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# dump of maps that hold sockets: each by its family, addresses, state, cookie, inode and holder.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # bats sets output and stderr; lib.bash reads AS

load ../lib

# holds WORDS…: the helper holds its sockets, what it says of them stands in $SAID
holds() {
	SAID=$(mktemp "$DIR/said.XXXXXX")
	"$BUILD/tests/helpers/sockets" "$@" >"$SAID" 3>&- &
	HOLDER=$!
	# shellcheck disable=SC2016 # for the inner shell
	timeout 30 sh -c 'until grep -qx held "$1"; do kill -0 "$0" && sleep 0.02 || exit 1; done' "$HOLDER" "$SAID"
	sed -i '/^held$/d' "$SAID"
}

setup_file() {
	kernel_or_skip
	pins_begin
	DIR=$(mktemp -d)
	holds kinds "$DIR"
	KINDS=$SAID KINDS_PID=$HOLDER
	export DIR KINDS KINDS_PID
}

teardown_file() {
	kill "$KINDS_PID"
	rm -rf "$DIR"
	pins_end
}

# Ends the helper that this test has started.
let_go() {
	kill "$HOLDER"
	wait "$HOLDER" || :
	HOLDER=
}

teardown() {
	[ -z "${HOLDER:-}" ] || let_go
	rm -f "$PINS"/*
}

# kinds FILTER: of those of the helper's sockets whose name it selects, one line each
kinds() {
	jq -c "$1" "$KINDS"
}

# add MAP KEY NAME: puts the helper's socket of that name into a map
add() {
	mapctl update "$1" "$2" value socket pid "$KINDS_PID" fd "$(kinds "select(.name == \"$3\").fd")"
}

# What sockmaps take: no unix sockets that listen.
takeable() {
	jq -r 'select(.name | test("(path|abstract)_listener") | not) | "\(.fd) \(.name)"' "$KINDS"
}

# fill WORDS of create…: all that such maps take, each under its descriptor's number
fill() {
	local name
	mapctl create "$PINS/m" type "$@" entries 64
	while read -r fd name; do
		mapctl update "$PINS/m" key "$fd" 0 0 0 value socket pid "$KINDS_PID" fd "$fd"
	done < <(takeable)
}

# What such a map is to show
wanted_entries() {
	kinds 'select(.name | test("(path|abstract)_listener") | not) | {key: .fd, value: .socket}' | sort
}

@test "sockmap: sockets of all kinds, whatever the size of the values" {
	for size in 4 8; do
		fill sockmap key 4 value $size
		run_ok mapctl -J dump "$PINS/m"
		same "$(sort <<<"$output")" "$(wanted_entries)"
		[ "$(wc -l <<<"$output")" = 13 ]
		jq -sc . <<<"$output" | conforms dump-sockets
		run_ok mapctl -j dump "$PINS/m"
		same "$(json '.[]' | sort)" "$(wanted_entries)"
		rm "$PINS/m"
	done
}

@test "sockhash: the same under keys of any size, typed by --types" {
	fill sockhash key 4 value 4
	run_ok mapctl -J dump "$PINS/m" --types u32 u32
	same "$(sort <<<"$output")" "$(wanted_entries)"
	run_ok mapctl -J dump "$PINS/m"
	same "$(jq -r .key <<<"$output" | sort | head -1)" hex:03000000
	for bytes in 1 7 64 65 511 512; do
		mapctl create "$PINS/$bytes" type sockhash key $bytes value 8 entries 4
		key=$(printf '%0*d' $((2 * bytes)) 7)
		add "$PINS/$bytes" "hex:$key" server6
		run_ok mapctl -J dump "$PINS/$bytes"
		same "$output" "{\"key\":\"hex:$key\",\"value\":$(kinds 'select(.name == "server6").socket')}"
	done
}

@test "sockets in a table, as columns, CSV and raw; a name does not reach the terminal as it is" {
	mapctl create "$PINS/m" type sockmap key 4 value 4 entries 8
	add "$PINS/m" 2 listener4
	add "$PINS/m" 5 path_client
	listener=$(jq -r 'select(.name == "listener4").socket |
		"2 \(.family) \(.type) \"\(.local)\" \"\(.remote)\" \(.state) \(.cookie) \(.inode) \(.pid) \"sockets\""' "$KINDS")
	run_ok mapctl dump "$PINS/m"
	same "$(tr -s ' ' <<<"$output" | sed 's/^ //' | head -2)" "key family type local remote state cookie inode pid comm
$listener"
	same "$(sed -n 's/.*\("[^ ]*so.*cket"\).*/\1/p' <<<"$output")" "\"$DIR/so\\x1b[7m \\\"cket\""
	[ "$(wc -l <<<"$output")" = 3 ]
	run_ok mapctl dump "$PINS/m" -o key,state,remote,type --no-header
	same "$(tr -s ' ' <<<"$output" | sed 's/^ //')" "2 LISTEN \"0.0.0.0:*\" stream
5 ESTABLISHED \"$DIR/so\x1b[7m \\\"cket\" stream"
	run_ok mapctl --csv dump "$PINS/m"
	same "$(head -2 <<<"$output")" "key,value.family,value.type,value.local,value.remote,value.state,value.cookie,value.inode,value.pid,value.comm
$(tr ' ' , <<<"${listener//\"/}")"
	run_ok mapctl -r dump "$PINS/m" -o state
	same "$output" $'LISTEN\nESTABLISHED'
	run_ok mapctl dump "$PINS/m" --keys
	same "$output" $'key\n  2\n  5'
	run_fails 2 'no column "packets"' mapctl dump "$PINS/m" -o packets
}

@test "reuseport_sockarray: sockets in slots far apart, with and without values that are cookies" {
	# of its own: one that is, or was just now, in a sockmap cannot be in such an array
	mkdir "$DIR/own"
	holds kinds "$DIR/own"
	local KINDS=$SAID KINDS_PID=$HOLDER
	for size in 4 8; do
		mapctl create "$PINS/m" type reuseport_sockarray key u32 value "u$((size * 8))" entries 600000
		add "$PINS/m" 0 udp
		add "$PINS/m" 299999 listener6
		add "$PINS/m" 599999 listener4
		run_ok mapctl -J dump "$PINS/m"
		same "$output" "$(for at in 0,udp 299999,listener6 599999,listener4; do
			kinds "select(.name == \"${at#*,}\") | {key: ${at%,*}, value: .socket}"
		done)"
		jq -sc . <<<"$output" | conforms dump-sockets
		# at once, while the map itself would let go of them later
		for key in 0 299999 599999; do mapctl delete "$PINS/m" $key; done
		rm "$PINS/m"
	done
	let_go
	# the cookie that nobody has asked for yet
	mapctl create "$PINS/8" type reuseport_sockarray key u32 value u64 entries 8
	mapctl create "$PINS/4" type reuseport_sockarray key u32 value u32 entries 8
	holds fresh
	{ read -r first; read -r second; } < <(jq .fd "$SAID")
	mapctl update "$PINS/4" 1 value socket pid "$HOLDER" fd "$first"
	mapctl update "$PINS/8" 1 value socket pid "$HOLDER" fd "$second"
	run_ok mapctl -J dump "$PINS/4"
	same "$(json '.value | [.local, .cookie, .pid]')" "$(jq -c "select(.fd == $first) | [.local, 0, $HOLDER]" "$SAID")"
	run_ok mapctl -J dump "$PINS/8"
	cookie=$(json .value.cookie)
	[ "$cookie" -gt 0 ]
	mapctl delete "$PINS/8" 1
	mapctl update "$PINS/4" 2 value socket pid "$HOLDER" fd "$second"
	run_ok mapctl -J lookup "$PINS/4" 2
	same "$(json .value.cookie)" "$cookie"
}

@test "sk_storage: sockets of all kinds are the keys, with values of any size" {
	for bytes in 4 60 64 260 1020; do
		mapctl create "$PINS/s" type sk_storage key int value "struct { u32 n; u8 b[$((bytes - 4))]; }" flags no_prealloc
		for fd in $(kinds .fd); do
			mapctl update "$PINS/s" key socket pid "$KINDS_PID" fd "$fd" value "{n: $fd, b: [1, 2]}" 2>/dev/null ||
				mapctl update "$PINS/s" key socket pid "$KINDS_PID" fd "$fd" value "{n: $fd}"
		done
		run_ok mapctl -j dump "$PINS/s"
		conforms dump-socket-keys <<<"$output"
		same "$(json '.[] | [.key, .value.n]' | sort)" "$(kinds '[.socket, .fd]' | sort)"
		[ "$bytes" = 4 ] || same "$(json '[.[] | .value.b | length, .[0:3]] | unique')" "[$((bytes - 4)),[1,2,0]]"
		rm "$PINS/s"
	done
}

@test "sk_storage: values larger than the 32 KiB that an iterator gives" {
	mapctl create "$PINS/s" type sk_storage key int value 'u32[12000]' flags no_prealloc
	for name in listener4 udp; do
		fd=$(kinds "select(.name == \"$name\").fd")
		mapctl update "$PINS/s" key socket pid "$KINDS_PID" fd "$fd" value "[$fd]"
	done
	run_ok mapctl -j dump "$PINS/s"
	conforms dump-socket-keys <<<"$output"
	same "$(json '.[] | [.key, (.value | length, .[0:2])]' | sort)" \
		"$(kinds 'select(.name == "listener4" or .name == "udp") | [.socket, 12000, [.fd, 0]]' | sort)"
}

@test "--all shows the empty slots, too; several maps share a document" {
	holds fresh
	{ read -r first; read -r second; } < <(jq .fd "$SAID")
	mapctl create "$PINS/sockmap" type sockmap key 4 value 8 entries 4 name t_so_map
	mapctl create "$PINS/array" type reuseport_sockarray key 4 value 8 entries 4 name t_so_array
	mapctl update "$PINS/sockmap" 2 value socket pid "$HOLDER" fd "$first"
	mapctl update "$PINS/array" 2 value socket pid "$HOLDER" fd "$second"
	for map in sockmap array; do
		run_ok mapctl -J dump --all "$PINS/$map"
		same "$(jq -c '[.key, .value.state?]' <<<"$output")" $'[0,null]\n[1,null]\n[2,"CLOSE"]\n[3,null]'
		same "$(head -1 <<<"$output")" '{"key":0,"value":null}'
		run_ok mapctl dump --all "$PINS/$map" -o key,state --no-header
		same "$(tr -d ' ' <<<"$output")" $'0-\n1-\n2CLOSE\n3-'
	done
	mapctl create "$PINS/hash" type hash key u32 value u32 entries 4 name t_so_hash
	mapctl update "$PINS/hash" 1 2
	run_ok mapctl -j dump 't_so_*' --under "$PINS"
	conforms dump-many <<<"$output"
	same "$(json '[.[].entries[] | .value | .state? // .] | sort')" '[2,"CLOSE","CLOSE"]'
}

@test "more sockets than the kernel hands over at once" {
	mapctl create "$PINS/m" type sockhash key 4 value 8 entries 4096
	holds many "$PINS/m" 2000
	run_ok mapctl -J dump "$PINS/m" --types u32 u64
	same "$(jq -c '{key, local: .value.local}' <<<"$output" | sort)" "$(sort "$SAID")"
	same "$(jq -c '.value | [.family, .type, .remote, .state, .cookie > 0, .pid, .comm]' <<<"$output" | sort -u)" \
		"[\"inet\",\"dgram\",\"0.0.0.0:*\",\"CLOSE\",true,$HOLDER,\"sockets\"]"
	same "$(jq .value.cookie <<<"$output" | sort -u | wc -l)" 2000
	let_go
	run_ok mapctl -J dump "$PINS/m"
	same "$output" ''
	mapctl create "$PINS/s" type sk_storage key int value u64 flags no_prealloc
	holds many "$PINS/s" 2000
	run_ok mapctl -J dump "$PINS/s"
	same "$(jq .key.cookie <<<"$output" | sort -u | wc -l)" 2000
	same "$(jq -c '{key: .value, local: .key.local}' <<<"$output" | sort)" "$(sort "$SAID")"
}

@test "sockets that come and go: those that stay show once each" {
	mapctl create "$PINS/m" type sockhash key 4 value 8 entries 4096
	holds churn "$PINS/m" 2000
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		run_ok mapctl -J dump "$PINS/m" --types u32 u64
		keys=$(jq .key <<<"$output" | sort -n)
		same "$(uniq -d <<<"$keys")" ''
		same "$(awk '$1 < 1000' <<<"$keys" | wc -l)" 1000
	done
	let_go
	mapctl create "$PINS/s" type sk_storage key int value u64 flags no_prealloc
	holds churn "$PINS/s" 2000
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		run_ok mapctl -J dump "$PINS/s"
		keys=$(jq .value <<<"$output" | sort -n)
		same "$(uniq -d <<<"$keys")" ''
		same "$(awk '$1 < 1000' <<<"$keys" | wc -l)" 1000
	done
}

@test "lookup shows the socket of one key" {
	mapctl create "$PINS/m" type sockmap key 4 value 4 entries 8
	mapctl create "$PINS/h" type sockhash key 4 value 8 entries 8
	add "$PINS/m" 2 client6
	add "$PINS/h" hex:02000000 udp
	run_ok mapctl -j lookup "$PINS/m" 2
	same "$output" "$(kinds 'select(.name == "client6") | {key: 2, value: .socket}')"
	conforms lookup <<<"$output"
	run_ok mapctl -r lookup "$PINS/h" hex:02000000 -o state
	same "$output" CLOSE
	run_fails 3 'key 3 is not in map' mapctl lookup "$PINS/m" 3
	run_fails 3 'key hex:03000000 is not in map' mapctl lookup "$PINS/h" hex:03000000
	run_fails 2 'index 8 is out of range' mapctl lookup "$PINS/m" 8
}

@test "what is printed of a socket is read back, as key and as value" {
	mapctl create "$PINS/s" type sk_storage key int value u64 flags no_prealloc
	mapctl create "$PINS/m" type sockmap key 4 value 4 entries 8
	for name in client6 udp path_server; do
		socket=$(kinds "select(.name == \"$name\").socket")
		run_ok mapctl update "$PINS/s" "$socket" 7
		run_ok mapctl -j lookup "$PINS/s" "$socket"
		same "$output" "{\"key\":$socket,\"value\":7}"
		run_ok mapctl -j lookup "$PINS/s" key socket pid "$KINDS_PID" fd "$(kinds "select(.name == \"$name\").fd")"
		same "$output" "{\"key\":$socket,\"value\":7}"
		conforms lookup <<<"$output"
		# as a table has it, too
		text=$(mapctl dump "$PINS/s" -o key --no-header)
		run_ok mapctl delete "$PINS/s" "$text"
		run_fails 3 'is not in map' mapctl lookup "$PINS/s" "$socket"
		run_ok mapctl update "$PINS/m" 5 "$socket"
		run_ok mapctl -J dump "$PINS/m"
		same "$output" "{\"key\":5,\"value\":$socket}"
	done
	AS=()
	refuses 3 ENOENT 'the socket with inode' lookup "$PINS/s" "$(jq -c '.cookie += 1' <<<"$socket")"
	refuses 3 ENOENT 'has no socket with inode 1' lookup "$PINS/s" "$(jq -c '.inode = 1' <<<"$socket")"
	refuses 2 USAGE 'by its pid and inode' update "$PINS/m" 6 "$(jq -c '.pid = 0' <<<"$socket")"
	refuses 2 USAGE 'port' lookup "$PINS/s" '{port: 80}'
}

@test "mapctl itself is no holder" {
	mapctl create "$PINS/s" type sk_storage key int value u32 flags no_prealloc
	# in a process that becomes mapctl, so that nobody else has the socket
	run_ok bash -c 'exec 5<>/dev/udp/127.0.0.1/9; exec mapctl -J batch - <<<"$1"' bash \
		"update $PINS/s key fd 5 value 7"$'\n'"dump $PINS/s"
	same "$(tail -1 <<<"$output" | jq -c '[.value, .key.pid, .key.comm]')" '[7,0,""]'
}

@test "without the capabilities: the cookie, where the kernel gives it, else what is missing" {
	mapctl create "$PINS/m" type sockmap key 4 value 8 entries 8 --mode 0666
	mapctl create "$PINS/m4" type sockmap key 4 value 4 entries 8 --mode 0666
	mapctl create "$PINS/s" type sk_storage key int value u64 flags no_prealloc --mode 0666
	for map in m m4; do add "$PINS/$map" 2 client4; done
	cookie=$(kinds 'select(.name == "client4").socket.cookie')
	for caps in kill bpf perfmon; do
		run_ok unprivileged "$caps" -- mapctl -j dump "$PINS/m"
		same "$output" "[{\"key\":2,\"value\":$cookie}]"
		run_ok unprivileged "$caps" -- mapctl -j lookup "$PINS/m" 2
		same "$output" "{\"key\":2,\"value\":$cookie}"
		AS=(unprivileged "$caps" --)
		refuses 1 EOPNOTSUPP 'only when its values are 8 bytes, not 4' dump "$PINS/m4"
		[[ $stderr == *'takes CAP_BPF and CAP_PERFMON'* ]]
		refuses 1 EPERM 'the kernel does not list its owners' dump "$PINS/s" --types int u64
		[[ $stderr == *'missing)'* ]]
	done
	# by a descriptor of the process' own it goes without
	for caps in kill bpf,perfmon; do
		# shellcheck disable=SC2016 # for the inner shell
		run_ok unprivileged "$caps" -- bash -c 'exec 9<>/dev/udp/127.0.0.1/9
			mapctl update "$0" key fd 9 value 5 --types int u64
			mapctl -J lookup "$0" key fd 9 --types int u64' "$PINS/s"
		same "$(json '.key.remote? // .key')" "$([ "$caps" = kill ] && echo '"fd 9"' || echo '"127.0.0.1:9"')"
		same "$(json .value)" 5
	done
	for map in m m4; do
		run_ok unprivileged bpf,perfmon -- mapctl -j dump "$PINS/$map"
		same "$(json '.[0].value.cookie')" "$cookie"
	done
}
