// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the process starts. */
#include "commands/commands.h"

int main(int argc, char **argv)
{
	return program_main(&mapctl, argc, argv);
}
