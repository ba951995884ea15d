/* SPDX-License-Identifier: MPL-2.0 */
/* Opens a line of a certificate down to the cost entries and the counts behind it. Pure. */
#ifndef ENTRAIDE_BILLING_EXPLAIN_H
#define ENTRAIDE_BILLING_EXPLAIN_H

#include "certificate.h"

/* view has payer and object; fills everything but period, number, currency and the market. false when the payer has no line for the
   object. Lists are in the arena, texts borrow from the certificate. pools knows the labels. */
bool explain_line(const struct certificate *certificate, const directory_t *pools, arena_t *arena,
                  struct line_view *view);

#endif
