/* SPDX-License-Identifier: MPL-2.0 */
/* Subsidiarity: what a network above the organisation offers itself is asked there first, unless the contact
 * wants to go on here. */
#ifndef ENTRAIDE_INTAKE_OWN_NETWORK_H
#define ENTRAIDE_INTAKE_OWN_NETWORK_H

#include "request.h"

/* The open needs of the request that a network on its path offers on the day: records network_offer. */
struct list offers_to(const struct intake *self, batch_t *batch, const struct request *request,
                      int32_t day);

/* Does a network on the path (records path_step) offer the service on the day. */
bool is_offered(const struct intake *self, struct list path, struct view service, int32_t day);

#endif
