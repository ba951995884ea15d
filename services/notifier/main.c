/* SPDX-License-Identifier: MPL-2.0 */
/* The notifier daemon. */
#include "notifier.h"

int main(int argc, char **argv)
{
    return service_main(argc, argv, &notifier_service);
}
