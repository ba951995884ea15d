/* SPDX-License-Identifier: MPL-2.0 */
/* A document as an HTML page: built as a tree by libxml2, so no text can become markup; the same document gives the same
 * bytes. */
#ifndef ENTRAIDE_BILLING_PAGE_H
#define ENTRAIDE_BILLING_PAGE_H

#include "runtime/directory.h"
#include "store.h"

/* The language of words.def that serves a wish (BCP 47): by its primary part, else the first. */
int page_language(struct view wish);
const char *page_language_tag(int language);

/* The page, in the arena. services: struct service_row, for their names; a service that is not there is told by its
   code. */
struct view page_html(const struct document_view *document, int language,
                      const directory_t *services, arena_t *arena);

#endif
