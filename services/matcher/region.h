/* SPDX-License-Identifier: MPL-2.0 */
/* The tree of regions, as their dotted codes say it: widest first, "qc.montreal" lies within "qc". */
#ifndef ENTRAIDE_MATCHER_REGION_H
#define ENTRAIDE_MATCHER_REGION_H

#include "proto/view.h"

/* Steps up and down the tree from one to the other; 0 when one holds the other. */
uint32_t region_steps(struct view from, struct view to);

/* The next wider region; absent when there is none. */
struct view region_wider(struct view region);

#endif
