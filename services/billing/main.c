/* SPDX-License-Identifier: MPL-2.0 */
/* The billing daemon. */
#include "billing.h"

int main(int argc, char **argv)
{
    return service_main(argc, argv, &billing_service);
}
