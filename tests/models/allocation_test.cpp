// Inside the step loop nothing allocates.

#include "models/alternator.hpp"
#include "models/bms_host.hpp"
#include "models/bus.hpp"
#include "models/charger.hpp"
#include "models/combiner.hpp"
#include "models/cyrix_li_ct.hpp"
#include "models/load.hpp"
#include "tests/allocations.hpp"
#include "tests/models/samples.hpp"

#include <gtest/gtest.h>

namespace models {
namespace {

using tests::allocations_during;

TEST(Allocation, IsCounted) {
    EXPECT_GT(allocations_during([] {
                  std::vector<double> some(100, 1.0);
                  EXPECT_EQ(some[99], 1.0);
              }),
              0);
}

TEST(Allocation, DoesNotHappenInTheStepLoop) {
    const BankSetup setup{.chemistry = lithium_chemistry(),
                          .battery = sample_battery(),
                          .in_series = 2,
                          .in_parallel = 5,
                          .wiring = Wiring::Diagonal,
                          .link_resistance_ohm = 0.5e-3,
                          .soc = 0.5,
                          .temperature_degc = 20.0};
    Bank bank{setup};
    BmsHost host{setup.battery, setup.in_series, setup.in_parallel, {}, 0.5};
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(std::make_unique<Load>(LoadParameters{
        .law = LoadParameters::Law::Power,
        .draws = 500.0,
        .cuts_out_below_v = 20.0,
        .returns_above_v = 22.0,
        .schedule = {.on_for = std::chrono::seconds{20}, .every = std::chrono::seconds{45}}}));
    devices.push_back(std::make_unique<Charger>(
        ChargerParameters{.charges_a = 60.0, .absorption_v = 28.4, .float_v = 27.0}));
    const std::vector<const Device*> fed{devices[0].get(), devices[1].get()};
    BusPoint point;
    const long counted = allocations_during([&] {
        for (int second = 1; second <= 300; ++second) {
            const Milliseconds now = std::chrono::seconds{second};
            point = solve_bus(bank.thevenin(), fed);
            bank.carry(point.bank_current_a);
            bank.advance(15.0 + second % 3, second % 2 == 0 ? 1.0 : 0.7);
            host.receive_frames(bank);
            for (int tick = 0; tick < 10; ++tick) {
                host.tick();
            }
            for (const auto& device : devices) {
                device->update(now, point.voltage_v, true);
                static_cast<void>(device->next_edge(now));
            }
        }
    });
    EXPECT_EQ(counted, 0);
    EXPECT_TRUE(point.is_solved);
    EXPECT_EQ(host.status().load, bms::Output::High);
}

TEST(Allocation, DoesNotHappenBehindALink) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(std::make_unique<Alternator>(AlternatorParameters{.charges_a = 90.0}));
    Combiner combiner{{},
                      std::make_unique<CyrixLiCt>(CyrixLiCtParameters{}),
                      {LeadBatteryParameters{.capacity_ah = 70.0, .soc = 0.8}, std::move(devices)}};
    const long counted = allocations_during([&] {
        for (int second = 0; second < 300; ++second) {
            const Milliseconds now = std::chrono::seconds{second};
            combiner.update(now, 13.6, true);
            combiner.keep();
            combiner.follow({.middle_v = 13.6, .end_v = 13.6, .dt_s = 1.0, .late_s = 0.5});
            combiner.return_to_kept();
            combiner.advance(1.0);
            combiner.settle(13.6);
            static_cast<void>(combiner.watch(now));
            static_cast<void>(combiner.next_edge(now));
        }
    });
    EXPECT_EQ(counted, 0);
    EXPECT_TRUE(combiner.is_joined());
}

}  // namespace
}  // namespace models
