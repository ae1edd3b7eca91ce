# SPDX-License-Identifier: GPL-2.0-or-later
# What the files of this directory begin and end with: a bpffs directory of their own, in $PINS. One
# that has more to do says so itself, behind the `load` of this.
# shellcheck shell=bash

load ../lib

setup_file() {
	kernel_or_skip
	pins_begin
}

teardown_file() {
	pins_end
}
