# SPDX-License-Identifier: GPL-2.0-or-later
# How a value looks, and that what was printed is read back to the same bytes.
# shellcheck shell=bash disable=SC2154

helper() {
	"$BUILD/tests/helpers/$1" "${@:2}"
}

# value_maps KEY-TYPE VALUE-TYPE: the maps $PINS/a and $PINS/b, of these types and empty
value_maps() {
	local name type=hash
	[ "$1" != u32 ] || type=array
	rm -f "$PINS/a" "$PINS/b"
	for name in a b; do
		mapctl create "$PINS/$name" type $type key "$1" value "$2" entries 1 || return
	done
}

# The value as a table shows it when it is whole, and as JSON has it, byte by byte (no jq: it rounds).
table_value() {
	run_ok mapctl lookup "$PINS/$1" 0 -o value --no-header
}

json_value() {
	run_ok mapctl -J "${@:2}" lookup "$PINS/$1" 0
	output=${output#'{"key":0,"value":'}
	output=${output%'}'}
}

# returns_bytes TEXT: written into b, it makes the bytes that a has
returns_bytes() {
	helper elem set "$PINS/b" 00000000 "$(helper elem get "$PINS/a" 00000000 | tr 0-9a-f f)" &&
		run_ok mapctl update "$PINS/b" 0 value "$1" &&
		same "$(helper elem get "$PINS/b" 00000000)" "$(helper elem get "$PINS/a" 00000000)"
}

# shown TABLE JSON: how a's entry looks, and that both forms are read back
shown() {
	table_value a && same "$output" "$1" &&
		json_value a && same "$output" "$2" &&
		returns_bytes "$1" && returns_bytes "$2"
}

# case_value 'C type' 'literal' 'bytes in hex' 'in a table' 'in JSON'
# An array map of this type takes the literal, holds the bytes, and shows them so.
case_value() {
	value_maps u32 "$1" &&
		run_ok mapctl update "$PINS/a" 0 value "$2" &&
		same "$(helper elem get "$PINS/a" 00000000)" "${3// /}" &&
		shown "$4" "$5" && return
	echo "in the case of: $1, $2"
	return 1
}

# case_bytes 'C type' 'bytes in hex' 'in a table' 'in JSON': what the map holds anyhow is shown so
case_bytes() {
	value_maps u32 "$1" &&
		helper elem set "$PINS/a" 00000000 "${2// /}" &&
		shown "$3" "$4" && return
	echo "in the case of: $1, $2"
	return 1
}

# case_refused 'C type' 'literal' 'part of the message': exit 2, and nothing is written
case_refused() {
	value_maps u32 "$1" &&
		run_fails 2 "$3" mapctl update "$PINS/a" 0 value "$2" &&
		[[ $(helper elem get "$PINS/a" 00000000) =~ ^0+$ ]] && return
	echo "in the case of: $1, $2"
	return 1
}
