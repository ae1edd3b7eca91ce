#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# dump of maps whose entries no bpf(2) call lists: queues and stacks.

load pins

teardown() {
	if [ -n "${CHURN:-}" ]; then
		kill "$CHURN"
		wait "$CHURN" || :
	fi
	rm -f "$PINS"/*
}

# Starts what changes the map while it is read, until the test's end.
churn() {
	coproc STIR { exec "$BUILD/tests/helpers/queue" churn "$1"; }
	CHURN=$STIR_PID
	read -r line <&"${STIR[0]}"
	[ "$line" = churning ]
}

@test "a queue prints in the order of pop, and stays as it was" {
	mapctl create "$PINS/q" type queue value 'struct { u32 id; char what[6]; }' entries 4
	mapctl push "$PINS/q" '{id: 1, what: "gone"}'
	for i in 7 5 9; do mapctl push "$PINS/q" "{id: $i, what: \"n$i\"}"; done
	mapctl -J pop "$PINS/q" >/dev/null
	before=$(mapctl -J list "$PINS/q" -o entries)
	run_ok mapctl dump "$PINS/q"
	same "$output" 'id what
 7 "n7"
 5 "n5"
 9 "n9"'
	run_ok mapctl -j dump "$PINS/q"
	same "$output" '[{"value":{"id":7,"what":"n7"}},{"value":{"id":5,"what":"n5"}},{"value":{"id":9,"what":"n9"}}]'
	conforms dump-values <<<"$output"
	run_ok mapctl -J dump "$PINS/q"
	same "$output" '{"value":{"id":7,"what":"n7"}}
{"value":{"id":5,"what":"n5"}}
{"value":{"id":9,"what":"n9"}}'
	run_ok mapctl --csv dump "$PINS/q"
	same "$output" $'value.id,value.what\n7,n7\n5,n5\n9,n9'
	run_ok mapctl -r dump "$PINS/q" -o what
	same "$output" $'n7\nn5\nn9'
	run_ok mapctl dump "$PINS/q" -o what,value.id --no-header
	same "$output" $'"n7" 7\n"n5" 5\n"n9" 9'
	run_ok mapctl dump --values "$PINS/q" --no-header
	same "$output" $'7 "n7"\n5 "n5"\n9 "n9"'
	same "$(mapctl -J list "$PINS/q" -o entries)" "$before"
	same "$before" '{"entries":3}'
	run_ok mapctl -J pop "$PINS/q"
	same "$(json .value.id)" 7
}

@test "a queue around its ring's end, full and empty" {
	mapctl create "$PINS/q" type queue value u32 entries 3
	for i in 1 2 3; do mapctl push "$PINS/q" $i; done
	run_ok mapctl -r dump "$PINS/q"
	same "$output" $'1\n2\n3'
	for i in 4 5; do
		mapctl pop "$PINS/q" >/dev/null
		mapctl push "$PINS/q" $i
	done
	run_ok mapctl -r dump "$PINS/q"
	same "$output" $'3\n4\n5'
	for i in 3 4 5; do mapctl pop "$PINS/q" >/dev/null; done
	run_ok mapctl dump "$PINS/q"
	same "$output" ''
	run_ok mapctl -j dump "$PINS/q"
	same "$output" '[]'
	run_ok mapctl -J dump "$PINS/q"
	same "$output" ''
}

@test "a stack prints the newest first, also when it has lost its oldest" {
	mapctl create "$PINS/s" type stack value u32 entries 4
	run_ok mapctl -j dump "$PINS/s"
	same "$output" '[]'
	for i in 1 2 3; do mapctl push "$PINS/s" $i; done
	run_ok mapctl -j dump "$PINS/s"
	same "$output" '[{"value":3},{"value":2},{"value":1}]'
	conforms dump-values <<<"$output"
	mapctl pop "$PINS/s" >/dev/null
	"$BUILD/tests/helpers/queue" evict "$PINS/s" 7
	run_ok mapctl -r dump "$PINS/s"
	same "$output" $'7\n6\n5\n4'
	run_ok mapctl -r list "$PINS/s" -o entries
	same "$output" 4
	run_ok mapctl -r lookup "$PINS/s"
	same "$output" 7
}

@test "a queue and a stack larger than a window" {
	mapctl create "$PINS/q" type queue value u32 entries 40000
	"$BUILD/tests/helpers/queue" fill "$PINS/q" 40000
	run_ok mapctl -r dump "$PINS/q"
	same "$output" "$(seq 40000)"
	mapctl create "$PINS/s" type stack value 'struct { u32 n; u8 fill[4092]; }' entries 300
	"$BUILD/tests/helpers/queue" fill "$PINS/s" 300
	run_ok mapctl -J dump "$PINS/s"
	same "$(json .value.n)" "$(seq 300 -1 1)"
	same "$(json 'select(.value.fill != [range(4092) as $i | .value.n % 256])')" ''
}

@test "values larger than a window are errors, each its own" {
	mapctl create "$PINS/q" type queue value 'struct { u32 n; u8 fill[299996]; }' entries 3
	"$BUILD/tests/helpers/queue" fill "$PINS/q" 2
	run --separate-stderr mapctl -j dump "$PINS/q"
	[ "$status" = 1 ]
	same "$(json '[.[] | .error.code]')" '["E2BIG","E2BIG"]'
	conforms dump-values <<<"$output"
	error_is EIO '2 entries could not be read'
}

@test "a queue that changes gives no element twice, and says that it does" {
	mapctl create "$PINS/q" type queue value 'struct { u32 n; u8 fill[1020]; }' entries 1000
	"$BUILD/tests/helpers/queue" fill "$PINS/q" 1000
	churn "$PINS/q"
	said=0
	for _ in {1..20}; do
		run --separate-stderr mapctl -r dump "$PINS/q" -o n
		[ "$status" = 0 ]
		[[ $stderr != "mapctl: note: elements came and went while it was read:"* ]] || said=$((said + 1))
		same "$(sort -n <<<"$output")" "$(sort -nu <<<"$output")"
		[ "$(wc -l <<<"$output")" -le 1000 ]
	done
	# it may stand still now and then, while it waits for a CPU
	[ "$said" -gt 0 ]
}

@test "a stack that changes gives each element that stays, once" {
	mapctl create "$PINS/s" type stack value 'struct { u32 n; u8 fill[1020]; }' entries 1003
	"$BUILD/tests/helpers/queue" fill "$PINS/s" 1000
	churn "$PINS/s"
	for _ in 1 2 3; do
		run --separate-stderr mapctl -r dump "$PINS/s" -o n
		[ "$status" = 0 ]
		same "$(grep -xE '.{1,4}' <<<"$output")" "$(seq 1000 -1 1)"
	done
}

@test "a histogram of a queue, and one inside of another map" {
	mapctl create "$PINS/q" type queue value 'struct { u32 size; }' entries 8 name t_zz_inner
	for i in 1 2 3 100; do mapctl push "$PINS/q" "{size: $i}"; done
	run_ok mapctl -j hist "$PINS/q" size
	same "$(json '[.count, .min, .max]')" '[4,1,100]'
	mapctl create "$PINS/out" type array_of_maps key 4 value 4 entries 1 inner "$PINS/q"
	mapctl update "$PINS/out" 0 value map pinned "$PINS/q"
	run_ok mapctl -j dump --recursive "$PINS/out"
	same "$(json '.[0].value.entries')" '[{"value":{"size":1}},{"value":{"size":2}},{"value":{"size":3}},{"value":{"size":100}}]'
}

@test "what does not list them says that dump does" {
	mapctl create "$PINS/q" type queue value u32 entries 4
	run_fails 1 'a queue has no keys to list its entries by' mapctl watch "$PINS/q" --count 1
	same "${stderr%%,*}" 'mapctl: watch: map "q": a queue has no keys to list its entries by
hint: `dump` reads them by a program in the kernel'
	run_fails 1 'its type is queue' mapctl getnext "$PINS/q"
	[[ $stderr == *$'\nhint: a queue has no keys to list its entries by; `dump` reads them by a program' ]]
}

@test "a queue has no keys" {
	mapctl create "$PINS/q" type queue value u32 entries 4
	AS=()
	refuses 2 USAGE '--keys: a queue has no keys' dump "$PINS/q" --keys
	refuses 2 USAGE 'no column "nothing"' dump "$PINS/q" -o nothing
	mapctl push "$PINS/q" 1
	refuses 2 USAGE 'no column "key"' dump "$PINS/q" -o key
	same "$(jq -r .error.hint <<<"$stderr")" 'columns: value'
	refuses 2 USAGE 'no column "key"' lookup "$PINS/q" -o key,value
}

@test "what the probe may not read is told as before, with what is missing" {
	mapctl create "$PINS/q" type queue value 4 entries 4 --mode 0666
	mapctl push "$PINS/q" value 1 0 0 0
	while read -r caps missing; do
		AS=(unprivileged "$caps" --)
		refuses 1 EPERM 'a queue has no keys to list its entries by; `info` shows' dump "$PINS/q"
		[[ $stderr == *"($missing missing)"* ]]
	done <<-END
		kill CAP_PERFMON and CAP_BPF
		bpf CAP_PERFMON
		perfmon CAP_BPF
	END
	run_ok unprivileged bpf,perfmon -- mapctl -j dump "$PINS/q"
	same "$output" '[{"value":"hex:01000000"}]'
}

@test "several maps in one document, and types given" {
	mapctl create "$PINS/q1" type queue value 8 entries 4 name t_zz_q1
	mapctl create "$PINS/q2" type hash key u32 value u32 entries 4 name t_zz_q2
	mapctl push "$PINS/q1" value 1 0 0 0 2 0 0 0
	mapctl update "$PINS/q2" 1 2
	run_ok mapctl -j dump 't_zz_q*' --under "$PINS"
	same "$(json '[.[].entries]')" '[[{"value":"hex:0100000002000000"}],[{"key":1,"value":2}]]'
	conforms dump-many <<<"$output"
	run_ok mapctl -j dump "$PINS/q1" --types 'struct {}' 'struct { u32 a; u32 b; }'
	same "$output" '[{"value":{"a":1,"b":2}}]'
}

@test "--syscalls shows a dump's calls, and a probe leaves no map in a listing" {
	mapctl create "$PINS/q" type queue value u32 entries 4
	run --separate-stderr mapctl --syscalls dump "$PINS/q"
	[ "$status" = 0 ]
	[[ $stderr == *BPF_OBJ_GET* ]]
	run_ok mapctl -J list
	same "$(json 'select(.name == "mapctl_window")')" ''
}
