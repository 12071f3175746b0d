// A contact: closed while it is switched on and its schedule says so.

#include "models/contact.hpp"

#include <gtest/gtest.h>

namespace models {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(Contact, ConductsWhileItIsSwitchedOn) {
    Contact contact{{}};
    EXPECT_FALSE(contact.conducts());
    EXPECT_TRUE(contact.update(seconds{0}, 13.0, true));
    EXPECT_TRUE(contact.conducts());
    EXPECT_FALSE(contact.update(seconds{1}, 9.0, true));
    EXPECT_TRUE(contact.update(seconds{2}, 13.0, false));
    EXPECT_FALSE(contact.conducts());
}

TEST(Contact, DrawsWhatItsCoilDrawsInItsState) {
    Contact relay{{.draws_closed_a = 0.1, .draws_open_a = 0.002}};
    EXPECT_EQ(relay.current(13.0).current_a, -0.002);
    relay.update(seconds{0}, 13.0, true);
    EXPECT_EQ(relay.current(13.0).current_a, -0.1);
    EXPECT_EQ(relay.current(0.0).slope_a_per_v, 0.0);
}

TEST(Contact, KeepsItsSchedule) {
    Contact clock{{.schedule = {.from = hours{8}, .to = hours{20}}}};
    EXPECT_EQ(clock.next_edge(hours{0}), hours{8});
    clock.update(hours{7}, 13.0, true);
    EXPECT_FALSE(clock.conducts());
    clock.update(hours{8}, 13.0, true);
    EXPECT_TRUE(clock.conducts());
    EXPECT_TRUE(clock.watch(hours{8}).contains(0.0));
    clock.update(hours{20}, 13.0, true);
    EXPECT_FALSE(clock.conducts());
}

}  // namespace
}  // namespace models
