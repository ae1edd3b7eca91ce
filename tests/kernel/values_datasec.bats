#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# .bss, .data and .rodata maps: a variable is a row, and a key.

load pins
load ../values

setup() {
	mkdir "$PINS/o"
	helper load "$BUILD/tests/helpers/types.bpf.o" "$PINS/o"
}

teardown() {
	rm -rf "$PINS/o"
}

@test "a table has a row a variable" {
	run_ok mapctl dump "$PINS/o/types_data"
	same "$output" 'variable value
debug    3
limits   {low: 10, high: 20}
label    "first"'
	run_ok mapctl dump "$PINS/o/types_bss"
	same "$output" 'variable value
packets  0
ports    [0, 0, 0]
mode     MODE_OFF'
	run_ok mapctl dump "$PINS/o/types_rodata" --no-header
	same "$output" 'sample_rate 100
verbose     true'
}

@test "JSON has one object of all variables" {
	run_ok mapctl -J dump "$PINS/o/types_data"
	same "$output" '{"key":0,"value":{"debug":3,"limits":{"low":10,"high":20},"label":"first"}}'
	run_ok mapctl -j dump "$PINS/o/types_bss"
	same "$output" '[{"key":0,"value":{"packets":0,"ports":[0,0,0],"mode":"MODE_OFF"}}]'
}

@test "a variable's name is the key of a lookup" {
	run_ok mapctl -r lookup "$PINS/o/types_data" debug
	same "$output" 3
	run_ok mapctl -r lookup "$PINS/o/types_data" limits.high
	same "$output" 20
	run_ok mapctl lookup "$PINS/o/types_data" label --no-header
	same "$output" 'label "first"'
	run_ok mapctl -j lookup "$PINS/o/types_data" limits
	same "$output" '{"key":"limits","value":{"low":10,"high":20}}'
	run_fails 3 'no variable "colour"' mapctl lookup "$PINS/o/types_data" colour
}

@test "an update of one variable keeps the bytes of the others" {
	before=$(helper elem get "$PINS/o/types_data" 00000000)
	run_ok mapctl update "$PINS/o/types_data" debug=-1
	same "$(helper elem get "$PINS/o/types_data" 00000000)" "ffffffff${before:8}"
	run_ok mapctl update "$PINS/o/types_data" debug 3
	same "$(helper elem get "$PINS/o/types_data" 00000000)" "$before"
	run_ok mapctl update "$PINS/o/types_data" limits.high=99
	run_ok mapctl -J lookup "$PINS/o/types_data" limits
	same "$output" '{"key":"limits","value":{"low":10,"high":99}}'
	run_ok mapctl update "$PINS/o/types_data" limits '{low: 1, high: 2}'
	run_ok mapctl -r lookup "$PINS/o/types_data" limits
	same "$output" '{low: 1, high: 2}'
	run_ok mapctl -r lookup "$PINS/o/types_data" label
	same "$output" first
}

@test "several variables are written at once, elements of arrays too" {
	run_ok mapctl update "$PINS/o/types_bss" packets=5 'ports[2]=443' mode=MODE_AUTO
	run_ok mapctl -J dump "$PINS/o/types_bss"
	same "$output" '{"key":0,"value":{"packets":5,"ports":[0,0,443],"mode":"MODE_AUTO"}}'
}

@test "what was dumped is read back" {
	run_ok mapctl -J lookup "$PINS/o/types_data" 0
	value=${output#'{"key":0,"value":'}
	before=$(helper elem get "$PINS/o/types_data" 00000000)
	run_ok mapctl update "$PINS/o/types_data" debug=9 limits.low=9 label=other
	run_ok mapctl update "$PINS/o/types_data" 0 "${value%'}'}"
	same "$(helper elem get "$PINS/o/types_data" 00000000)" "$before"
}

@test "wrong words for a variable are refused, and nothing changes" {
	before=$(helper elem get "$PINS/o/types_data" 00000000)
	run_fails 2 'debug: "2147483648" is out of range (-2147483648..2147483647)' \
		mapctl update "$PINS/o/types_data" debug=2147483648
	run_fails 3 '"nothing"' mapctl update "$PINS/o/types_data" nothing 1
	run_fails 2 '"nothing"' mapctl update "$PINS/o/types_data" nothing=1
	run_fails 2 'label' mapctl update "$PINS/o/types_data" label=toolongtext
	run_fails 2 'which variable' mapctl lookup "$PINS/o/types_data"
	same "$(helper elem get "$PINS/o/types_data" 00000000)" "$before"
}

@test "a .rodata map is frozen: it is read, and not written" {
	before=$(helper elem get "$PINS/o/types_rodata" 00000000)
	run_ok mapctl -r lookup "$PINS/o/types_rodata" sample_rate
	same "$output" 100
	run_fails 1 'frozen' mapctl update "$PINS/o/types_rodata" sample_rate=5
	same "$(helper elem get "$PINS/o/types_rodata" 00000000)" "$before"
}
