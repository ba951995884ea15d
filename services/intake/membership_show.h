/* SPDX-License-Identifier: MPL-2.0 */
/* A membership as an answer shows it. */
#ifndef ENTRAIDE_INTAKE_MEMBERSHIP_SHOW_H
#define ENTRAIDE_INTAKE_MEMBERSHIP_SHOW_H

#include "graph.h"
#include "proto/contract.h"

/* The membership seen from its child (other = its parent) or from its parent. Borrows from the graph. */
struct membership_view membership_show(const struct link *link, const struct node *other);

#endif
