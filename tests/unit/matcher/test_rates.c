/* SPDX-License-Identifier: MPL-2.0 */
/* Which rate is in force: the one that began last, the professional's own before that for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scene.h"

static struct rate_row rate(char letter, char professional, int64_t hourly_cents, int32_t from)
{
    return (struct rate_row){.id = id_of(letter),
                             .rev = 1,
                             .service = view_of("law"),
                             .professional = professional ? id_of(professional) : (struct id){{0}},
                             .hourly_cents = hourly_cents,
                             .valid_from = from};
}

static void put(struct scene *scene, struct rate_row row)
{
    rates_put(scene->matcher->rates, &row);
}

static const struct team_rates *on_day(struct scene *scene, int32_t day)
{
    const struct rates_day asked = {scene->matcher->people, day, 10000};
    return rates_of(scene->matcher->rates, view_of("law"), &asked);
}

static void the_rate_that_began_last_is_in_force(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    assert_int_equal(on_day(&scene, 100)->cents_per_hour, 10000);
    put(&scene, rate('2', 0, 9000, 90));
    put(&scene, rate('1', 0, 8000, 50));
    put(&scene, rate('3', 0, 7000, 101));
    assert_int_equal(on_day(&scene, 100)->cents_per_hour, 9000);
    assert_int_equal(on_day(&scene, 101)->cents_per_hour, 7000);
    assert_int_equal(on_day(&scene, 60)->cents_per_hour, 8000);
    assert_int_equal(on_day(&scene, 49)->cents_per_hour, 10000);
    struct rate_row ended = rate('2', 0, 9000, 90);
    ended.valid_to = 99;
    put(&scene, ended);
    assert_int_equal(on_day(&scene, 99)->cents_per_hour, 9000);
    assert_int_equal(on_day(&scene, 100)->cents_per_hour, 8000);
    scene_close(&scene);
}

static void own_rates_stand_in_the_order_of_places(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    put(&scene, rate('1', 'b', 500, 50));
    put(&scene, rate('2', 'a', 400, 50));
    put(&scene, rate('3', 'a', 300, 60));
    assert_int_equal(on_day(&scene, 100)->own_count, 0); /* nobody known yet */
    scene_put(&scene, 'a', "law:3");
    scene_put(&scene, 'b', "law:3");
    const struct team_rates *rates = on_day(&scene, 100);
    assert_int_equal(rates->own_count, 2);
    assert_int_equal(rates->own[0].professional, 0);
    assert_int_equal(rates->own[0].value, 300);
    assert_int_equal(rates->own[1].value, 500);
    assert_int_equal(rates->cents_per_hour, 10000);
    scene_close(&scene);
}

static void a_rate_may_change_its_service(void **state)
{
    (void)state;
    struct scene scene;
    scene_open(&scene);
    put(&scene, rate('1', 0, 9000, 50));
    assert_int_equal(on_day(&scene, 100)->cents_per_hour, 9000);
    struct rate_row moved = rate('1', 0, 9000, 50);
    moved.service = view_of("tax");
    put(&scene, moved);
    assert_int_equal(on_day(&scene, 100)->cents_per_hour, 10000);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_that_began_last_is_in_force),
        cmocka_unit_test(own_rates_stand_in_the_order_of_places),
        cmocka_unit_test(a_rate_may_change_its_service),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
