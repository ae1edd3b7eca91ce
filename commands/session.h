/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the commands of a session share with the table. */
#ifndef MAPCTL_COMMANDS_SESSION_H
#define MAPCTL_COMMANDS_SESSION_H

#include "cli/session.h"

/*
 * Whether the map in use is still there, which one it is, and how full. 0 or what fail() returned.
 */
int session_map_state(struct session *session, struct session_map *out, struct err *err);

#endif
